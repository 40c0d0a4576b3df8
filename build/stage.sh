#!/usr/bin/env bash
# Compiles, and lays the programs out in artifacts/dist as `make install` puts them.
# A stamp made from the sources' contents says whether that was done already.
source "$(dirname "$0")/env.sh"
quiet=${1:-}
note() { [ "$quiet" = --quiet ] || say "$@"; }

"$root/build/web.sh"
stamp=$(contents src samples tests templates build '*.props' global.json)
[ -z "$stamp" ] || stamp="$stamp $(cat artifacts/web.stamp 2>/dev/null)"
if [ -n "$stamp" ] && [ -f artifacts/stage.stamp ] && [ "$(cat artifacts/stage.stamp)" = "$stamp" ]; then
  note "artifacts/dist is up to date"
  exit 0
fi
rm -f artifacts/stage.stamp

[ "$quiet" = --quiet ] && say "building (some minutes the first time)…"
note "compiling…"
"$root/build/build.sh"

publish() { # project, folder
  dotnet publish "src/$1" -c "$configuration" --no-build --nologo -v quiet -clp:ErrorsOnly -o "$dist/$2" "${@:3}"
}
quietly() { # command…: what it printed is shown only if it fails
  "$@" >artifacts/stage.log 2>&1 || { cat artifacts/stage.log >&2; return 1; }
}
native() { # project, folder, further properties
  quietly dotnet publish "src/$1" -c "$configuration" -r linux-x64 --nologo -v quiet -clp:ErrorsOnly \
    -p:CppCompilerAndLinker="$linker" -o "$dist/$2" "${@:3}" || die "$1 could not be compiled to native code; see above"
}
note "laying out artifacts/dist…"
rm -rf "$dist"
# Compiled ahead, they start with less CPU: a restart must adopt what runs before its lease ends.
ahead() { # project, folder
  dotnet publish "src/$1" -c "$configuration" -r linux-x64 --self-contained false -p:PublishReadyToRun=true \
    --nologo -v quiet -clp:ErrorsOnly -o "$dist/$2" >/dev/null \
    || { say "$1 could not be compiled ahead; it is laid out as it is"; publish "$1" "$2"; }
}
ahead Holdfast.Monitor monitor
linker=$(native_linker)
if [ -n "$linker" ] && [ "${HOLDFAST_NATIVE_SERVICE:-1}" = 1 ]; then
  note "native service, which takes a minute or two…"
  native Holdfast.Service service -p:PublishAot=true
else
  ahead Holdfast.Service service
fi
if [ -n "$linker" ]; then
  note "native guard…"
  native Holdfast.Guard guard
else
  say "no C compiler found (clang or gcc): the guard runs on CoreCLR, with 29 MB instead of 4 MB each"
  publish Holdfast.Guard guard -p:PublishAot=false
fi
if [ -n "$linker" ] && [ "${HOLDFAST_NATIVE_CLI:-1}" = 1 ]; then
  note "native CLI…"
  native Holdfast.Cli cli
else
  publish Holdfast.Cli cli -p:PublishAot=false
fi
cp "$dist/cli/holdfast" artifacts/holdfast 2>/dev/null || true
note "packages and sample…"
quietly "$root/build/pack.sh"
quietly "$root/samples/build.sh"
find "$dist"/{service,guard,cli} \( -name '*.dbg' -o -name '*.pdb' -o -name '*.xml' \
  -o -name '*.staticwebassets.endpoints.json' \) -delete
printf '%s' "$stamp" > artifacts/stage.stamp
note "artifacts/dist is ready"
