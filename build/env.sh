# What the other scripts share: the root folder, and how to say things.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
configuration=${CONFIGURATION:-Release}
lower=${configuration,,}
dist="$root/artifacts/dist"

say() { printf '%s\n' "$*"; }

die() { printf '%s\n' "$*" >&2; exit 1; }

command -v dotnet >/dev/null || die "The .NET SDK $(grep -o '"version": "[^"]*"' global.json | cut -d'"' -f4) is needed: install it, then try again."

# The native programs (guard, CLI) need a C linker; without one they run on CoreCLR, larger and slower to start.
native_linker() {
  if command -v clang >/dev/null; then echo clang; elif command -v gcc >/dev/null; then echo gcc; fi
}
