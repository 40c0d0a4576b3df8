#!/usr/bin/env bash
# Builds the sample as a user would, against the packages in artifacts/packages (make pack), and publishes it as the folder
# that `holdfast type register` takes: artifacts/dist/samples/Sample.Counter.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
# A folder of its own for restored packages: while Holdfast itself is being changed, its version stays and its contents do not.
export NUGET_PACKAGES="$root/artifacts/sample-packages"
rm -rf "$NUGET_PACKAGES"/holdfast.*
dotnet publish "$here/Sample.Counter" -c Release --nologo -v quiet -clp:ErrorsOnly -o "$root/artifacts/dist/samples/Sample.Counter"
