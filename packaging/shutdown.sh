#!/bin/sh
# shutdown.sh drain|resume: run by holdfast-shutdown.service. When the machine shuts down, the node's groups are moved
# to other nodes while everything that they need still runs; when it is back, the node takes groups again.
# A node that people paused stays paused.
set -eu
config=${HOLDFAST_CONFIG:-/etc/holdfast/holdfastd.json}
mark=${HOLDFAST_DRAINED:-/var/lib/holdfast/drained}
patience=${HOLDFAST_DRAIN_TIMEOUT:-90s}
node=$(sed -n 's/.*"node" *: *"\([^"]*\)".*/\1/p' "$config" | head -n 1)
[ -n "$node" ] || { echo "shutdown.sh: $config names no node" >&2; exit 1; }

case "${1:-}" in
  drain)
    # Stopped by hand, the unit drains nothing: for that there is holdfast node pause --drain.
    [ "$(systemctl is-system-running 2>/dev/null || true)" = stopping ] || exit 0
    holdfast node show "$node" -o json | grep -q '"wanted": *"Active"' || exit 0
    : > "$mark"
    holdfast node pause "$node" --drain --timeout "$patience" \
      || echo "shutdown.sh: not everything could leave $node; see above" >&2 ;;
  resume)
    [ -e "$mark" ] || exit 0
    holdfast node resume "$node"
    rm -f "$mark" ;;
  *)
    echo "usage: shutdown.sh drain|resume" >&2
    exit 2 ;;
esac
