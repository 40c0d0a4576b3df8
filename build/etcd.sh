#!/usr/bin/env bash
# Gives the tests an etcd where none is installed: the distribution's package, unpacked in artifacts/tools/etcd and not
# installed, so that no service of it starts. Where it cannot be had, the tests that need it are skipped and say why.
source "$(dirname "$0")/env.sh"
tools="$root/artifacts/tools/etcd"
if [ -x "$tools/usr/bin/etcd" ] || command -v etcd >/dev/null; then exit 0; fi

missing() { say "etcd is not installed and $1: the tests against real etcd processes are skipped"; exit 0; }

command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || missing "there is no apt to get it with"
mkdir -p "$tools"
cd "$tools"
get() { timeout 120 apt-get -qq -o APT::Sandbox::User=root download etcd-server >"$tools/apt.log" 2>&1; }
if ! get; then
  [ "$(id -u)" -eq 0 ] || missing "the package lists are not there"
  { timeout 180 apt-get -qq update >"$tools/apt.log" 2>&1 && get; } || missing "etcd-server cannot be downloaded (artifacts/tools/etcd/apt.log)"
fi
dpkg-deb -x etcd-server_*.deb . || missing "its package cannot be unpacked"
rm -f etcd-server_*.deb
say "etcd for the tests: $(usr/bin/etcd --version 2>/dev/null | head -n 1) in artifacts/tools/etcd"
