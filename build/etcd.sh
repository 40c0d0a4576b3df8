#!/usr/bin/env bash
# Gives the tests etcd and etcdctl where they are not installed: the distribution's packages, unpacked in
# artifacts/tools/etcd and not installed, so that no service of them starts. Where they cannot be had, the tests that
# need them are skipped and say why.
source "$(dirname "$0")/env.sh"
tools="$root/artifacts/tools/etcd"
there() { [ -x "$tools/usr/bin/$1" ] || command -v "$1" >/dev/null; }
if there etcd && there etcdctl; then exit 0; fi

missing() { say "etcd or etcdctl is not installed and $1: the tests against real etcd processes are skipped"; exit 0; }

command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || missing "there is no apt to get it with"
mkdir -p "$tools"
cd "$tools"
get() { timeout 120 apt-get -qq -o APT::Sandbox::User=root download etcd-server etcd-client >"$tools/apt.log" 2>&1; }
if ! get; then
  [ "$(id -u)" -eq 0 ] || missing "the package lists are not there"
  { timeout 180 apt-get -qq update >"$tools/apt.log" 2>&1 && get; } || missing "they cannot be downloaded (artifacts/tools/etcd/apt.log)"
fi
for package in etcd-server_*.deb etcd-client_*.deb; do
  dpkg-deb -x "$package" . || missing "$package cannot be unpacked"
done
rm -f etcd-server_*.deb etcd-client_*.deb
say "etcd for the tests: $(usr/bin/etcd --version 2>/dev/null | head -n 1) in artifacts/tools/etcd"
