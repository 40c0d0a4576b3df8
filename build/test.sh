#!/usr/bin/env bash
# Runs the tests of every project under tests/, or of those named: build/test.sh Project[,Project].
source "$(dirname "$0")/env.sh"
only=${1:-}
# The web page is tested by build/test-web.sh; here it is compiled in only if it was built already.
BUILD_WEB=${BUILD_WEB:-0} "$root/build/stage.sh"
"$root/build/etcd.sh"
"$root/build/etcd-newer.sh"
"$root/build/agents.sh"
export HOLDFAST_DIST="$dist" HOLDFAST_ROOT="$root"
results="$root/artifacts/results"
mkdir -p "$results"
passed=0; failed=0; skipped=0; broken=(); told=()

wanted() { # Project: named in ONLY with or without its "Holdfast." and ".Tests"
  [ -z "$only" ] && return 0
  local name
  for name in ${only//,/ }; do
    case "$1" in "$name"|"Holdfast.$name"|"Holdfast.$name.Tests"|"$name.Tests") return 0 ;; esac
  done
  return 1
}

failures() { # log: each failed test with the first lines of what it says, for the end of the output
  grep -E '\[FAIL\]$' -A 4 "$1" | grep -vE '^(--|\s*$)|Stack Trace:' | sed -E 's/^ {4}//' | cut -c1-240 | head -n 40 || true
}

run() { # Project, what is said of it if it is not whole, the tests of it
  local project=$1 title="$1${2:+, $2}" summary
  local log="$results/$project${2:+.${2// /-}}.log"
  shift; shift || true
  say "── $title"
  if ! timeout -k 10 "${HOLDFAST_TEST_TIMEOUT:-1200}" "artifacts/bin/$project/$lower/$project" -noColor -noLogo "$@" >"$log" 2>&1 </dev/null; then
    grep -vE '^\s*$' "$log" | tail -n 120 || true
  fi
  summary=$(grep -E '^ *(Total|'"$project"' .*Total): ' "$log" | tail -n 1 || true)
  [ -n "$summary" ] || summary=$(grep -E 'Total: [0-9]+, Errors: ' "$log" | tail -n 1 || true)
  if [ -z "$summary" ]; then
    say "   did not finish; its output is in ${log#"$root"/}"
    failed=$((failed + 1)); broken+=("$title"); return
  fi
  count() { sed -nE "s/.*$1: ([0-9]+).*/\1/p" <<<"$summary"; }
  local total errors bad skip
  total=$(count Total); errors=$(count Errors); bad=$(count Failed); skip=$(count Skipped)
  passed=$((passed + total - bad - skip)); failed=$((failed + bad + errors)); skipped=$((skipped + skip))
  [ $((bad + errors)) -eq 0 ] || broken+=("$title")
  say "   $((total - bad - skip)) passed, $((bad + errors)) failed, $skip skipped"
  mapfile -t -O "${#told[@]}" told < <(failures "$log")
  grep -E '\[SKIP\]' -A 1 "$log" | grep -v '^--' | sed 's/^ */   /' || true
}

newer="$root/artifacts/tools/etcd-newer/usr/bin/etcd"
with_newer_etcd() { # Project, the tests of it
  local project=$1 version
  shift
  [ -x "$newer" ] || return 0
  version=$("$newer" --version | sed -nE 's/^etcd Version: (.*)/\1/p')
  HOLDFAST_TEST_ETCD="$newer" run "$project" "etcd $version" "$@"
}

ran=0
for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  grep -q '<IsTestProject>true' "$project" || continue
  wanted "$name" || continue
  run "$name"; ran=$((ran + 1))
  # What talks to etcd itself is tested with the next version of it, too.
  case $name in
    Holdfast.Database.Tests) with_newer_etcd "$name" -namespace Holdfast.Database.Tests.Etcd ;;
    Holdfast.Service.Tests) with_newer_etcd "$name" -namespace Holdfast.Service.Tests.Machines ;;
  esac
done
[ "$ran" -gt 0 ] || die "No test project is named \"$only\"; there are: $(cd tests && echo *)"
if [ ${#broken[@]} -gt 0 ]; then
  say "failed in: ${broken[*]}; whole logs in artifacts/results/"
  [ ${#told[@]} -eq 0 ] || printf '  %s\n' "${told[@]}"
fi
say "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
