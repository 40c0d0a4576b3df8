#!/bin/sh
# shutdown.sh drain|resume. When the machine shuts down (holdfast-shutdown.service), the node's groups are moved to other
# nodes while everything that they need still runs; whenever the node has joined the cluster (holdfastd.service), it
# takes groups again if that was why it was drained. A node that people paused stays paused.
set -eu
config=${HOLDFAST_CONFIG:-/etc/holdfast/holdfastd.json}
mark=${HOLDFAST_DRAINED:-/var/lib/holdfast/drained}
patience=${HOLDFAST_DRAIN_TIMEOUT:-90s}
node=$(sed -n 's/.*"node" *: *"\([^"]*\)".*/\1/p' "$config" | head -n 1)
[ -n "$node" ] || { echo "shutdown.sh: $config names no node" >&2; exit 1; }

stopping() { [ "$(systemctl is-system-running 2>/dev/null || true)" = stopping ]; }

case "${1:-}" in
  drain)
    # Stopped by hand, the unit drains nothing: for that there is holdfast node pause --drain.
    stopping || exit 0
    holdfast node show "$node" -o json | grep -q '"wanted": *"Active"' || exit 0
    : > "$mark"
    holdfast node pause "$node" --drain --timeout "$patience" \
      || echo "shutdown.sh: not everything could leave $node; see above" >&2 ;;
  resume)
    # A service that is started again while the machine shuts down takes nothing back.
    if [ ! -e "$mark" ] || stopping; then exit 0; fi
    tries=0
    until timeout 5 holdfast node resume "$node"; do
      tries=$((tries + 1))
      if [ "$tries" -ge 10 ]; then
        echo "shutdown.sh: $node is still drained: holdfast node resume $node" >&2
        exit 1
      fi
      sleep 1
    done
    rm -f "$mark" ;;
  *)
    echo "usage: shutdown.sh drain|resume" >&2
    exit 2 ;;
esac
