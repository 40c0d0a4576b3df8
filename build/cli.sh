#!/usr/bin/env bash
# The command line as one native program.
source "$(dirname "$0")/env.sh"
linker=$(native_linker)
[ -n "$linker" ] || die "The native CLI needs a C compiler: install clang or gcc (Debian: apt-get install gcc zlib1g-dev), then try again."
dotnet publish src/Holdfast.Cli -c "$configuration" -r linux-x64 --nologo -v quiet -clp:ErrorsOnly \
  -p:CppCompilerAndLinker="$linker" -o "$dist/cli" >/dev/null
cp "$dist/cli/holdfast" artifacts/holdfast
say artifacts/holdfast
