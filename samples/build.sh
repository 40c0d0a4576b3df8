#!/usr/bin/env bash
# Builds the sample as anybody would build a resource DLL: against the package, then `dotnet publish`.
# What it leaves in artifacts/dist/samples/Sample.Counter is what `holdfast type register` takes.
source "$(dirname "$0")/../build/env.sh"
[ -f artifacts/packages/Holdfast.ResourceApi.0.1.0.nupkg ] || "$root/build/pack.sh" >/dev/null

# The package's version stays while its content changes in this repository, so what was restored before is forgotten.
rm -rf artifacts/samples/packages/holdfast.*
rm -rf "$dist/samples/Sample.Counter"
cd samples
dotnet publish Sample.Counter -c "$configuration" --nologo -v quiet -clp:ErrorsOnly -o "$dist/samples/Sample.Counter"
say "$dist/samples/Sample.Counter"
