#!/usr/bin/env bash
# Runs the simulator, compiled first if need be.
source "$(dirname "$0")/env.sh"
dotnet build tests/Holdfast.Simulation -c "$configuration" --nologo -v quiet -clp:ErrorsOnly >&2
exec "artifacts/bin/Holdfast.Simulation/$lower/Holdfast.Simulation" "$@"
