#!/usr/bin/env bash
# Compiles the whole solution.
source "$(dirname "$0")/env.sh"
dotnet build Holdfast.slnx -c "$configuration" --nologo -v quiet -clp:ErrorsOnly
