#!/usr/bin/env bash
# Tests the web page: its types, its functions, and itself in a real browser against real nodes.
source "$(dirname "$0")/env.sh"
command -v node >/dev/null && command -v npm >/dev/null || die "Node.js 20 with npm is needed: install it, then try again."
export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
if [ ! -x "$CHROMIUM" ]; then
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null \
    || die "Chromium is needed: install it (Debian: apt-get install chromium), or name it with CHROMIUM=."
  say "installing chromium…"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
    >/dev/null 2>"$root/artifacts/chromium.log" || die "chromium could not be installed; see artifacts/chromium.log"
fi
BUILD_WEB=1 "$root/build/stage.sh"
[ -f artifacts/web/index.html.gz ] || die "The web page was not built; see above."
"$root/build/web.sh" packages
"$root/build/etcd.sh"
export HOLDFAST_DIST="$dist" HOLDFAST_ROOT="$root" HOLDFAST_LAB="$root/artifacts/bin/Holdfast.Lab/$lower/holdfast-lab"
results="$root/artifacts/results"
mkdir -p "$results"
rm -f "$results"/web-*.json
status=0
cd web
say "── unit tests"
npx --no-install vitest run --reporter=default --reporter=json --outputFile="$results/web-unit.json" || status=1
say "── browser tests"
npx --no-install playwright test || status=1
node "$root/build/count-web-tests.mjs" "$results" || status=1
exit "$status"
