#!/usr/bin/env bash
# Gives the tests the etcd of the next release of the distribution, beside that of build/etcd.sh: both minor versions
# are tested, and the way from one to the other. Where it cannot be had, those tests are skipped and say why.
source "$(dirname "$0")/env.sh"
source "$(dirname "$0")/unpack.sh"
release=trixie
tools="$root/artifacts/tools/etcd-newer"
if [ -x "$tools/usr/bin/etcd" ]; then exit 0; fi
other_release "$tools" "$release"
unpack "$tools" "The tests of the next version of etcd are skipped." etcd-server etcd-client
rm -rf "$tools/apt"
say "the next etcd for the tests: $("$tools/usr/bin/etcd" --version | head -n 1) in artifacts/tools/etcd-newer"
