#!/usr/bin/env bash
# Packs what authors of resource DLLs need into artifacts/packages.
source "$(dirname "$0")/env.sh"
rm -rf artifacts/packages
for project in src/Holdfast.ResourceApi src/Holdfast.ResourceApi.Testing templates; do
  [ -d "$project" ] || continue
  dotnet pack "$project" -c "$configuration" --nologo -v quiet -clp:ErrorsOnly -o artifacts/packages
done
say "packages in artifacts/packages:"
ls artifacts/packages
