# What the other scripts share: the root folder, and how to say things.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
configuration=${CONFIGURATION:-Release}
lower=${configuration,,}
dist="$root/artifacts/dist"

say() { printf '%s\n' "$*"; }

die() { printf '%s\n' "$*" >&2; exit 1; }

contents() { # paths: one hash of what is in them
  git ls-files -co --exclude-standard -- "$@" 2>/dev/null | LC_ALL=C sort | xargs -d '\n' sha256sum 2>/dev/null \
    | sha256sum | cut -c1-64 || true
}

command -v dotnet >/dev/null || die "The .NET SDK $(grep -o '"version": "[^"]*"' global.json | cut -d'"' -f4) is needed: install it, then try again."

# The native programs (guard, CLI) need a C linker; without one they run on CoreCLR, larger and slower to start.
native_linker() {
  if command -v clang >/dev/null; then echo clang; elif command -v gcc >/dev/null; then echo gcc; fi
}
