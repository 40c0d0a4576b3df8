#!/usr/bin/env bash
# Gives the tests etcd and etcdctl where they are not installed. Where they cannot be had, the tests that need them are
# skipped and say why.
source "$(dirname "$0")/env.sh"
source "$(dirname "$0")/unpack.sh"
tools="$root/artifacts/tools/etcd"
there() { [ -x "$tools/usr/bin/$1" ] || command -v "$1" >/dev/null; }
if there etcd && there etcdctl; then exit 0; fi
unpack "$tools" "The tests against real etcd processes are skipped." etcd-server etcd-client
say "etcd for the tests: $(usr/bin/etcd --version 2>/dev/null | head -n 1) in artifacts/tools/etcd"
