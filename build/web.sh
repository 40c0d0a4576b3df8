#!/usr/bin/env bash
# Builds the web page into artifacts/web, from where it is compiled into the service; `build/web.sh packages` only
# installs what it is built with. Stamps made from contents say whether that was done already.
# Without Node.js and npm, or with BUILD_WEB=0, the service is compiled without the page and says so at "/".
source "$(dirname "$0")/env.sh"
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
out="$root/artifacts/web"

packages() { # false if they cannot be had
  local stamp; stamp=$(contents web/package-lock.json)
  [ "$(cat web/node_modules/.stamp 2>/dev/null)" = "$stamp" ] && return 0
  (cd web && timeout 600 npm ci --no-audit --no-fund --loglevel=error >/dev/null) || return 1
  printf '%s' "$stamp" > web/node_modules/.stamp
}

if [ "${1:-}" = packages ]; then
  packages || die "The web page's packages could not be installed: see the lines above."
  exit 0
fi

stamp=$(contents web/src web/public web/index.html web/vite.config.ts web/tsconfig.json web/openapi.json web/package.json web/package-lock.json build/web.sh)
if [ -f "$out/index.html.gz" ] && [ "$(cat artifacts/web.stamp 2>/dev/null)" = "$stamp" ]; then
  exit 0
fi
rm -rf "$out"
mkdir -p artifacts
# The service's project watches the stamp, so that a page that is gone is compiled out again, once.
none() { rm -rf "$out"; [ "$(cat artifacts/web.stamp 2>/dev/null)" = none ] || printf none > artifacts/web.stamp; }
without() { none; say "$1: the service is compiled without the web page"; exit 0; }
[ "${BUILD_WEB:-1}" != 0 ] || without "BUILD_WEB=0"
command -v node >/dev/null && command -v npm >/dev/null || without "no Node.js with npm"
say "building the web page…"
packages || without "its packages could not be installed"
(cd web && npm run --silent build -- --logLevel warn) || { none; die "The web page does not compile."; }
# Kept and sent compressed; fonts are already.
find "$out" -type f ! -name '*.woff2' -exec gzip -9n {} +
printf '%s' "$stamp" > artifacts/web.stamp
