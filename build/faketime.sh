#!/usr/bin/env bash
# Gives the fault of wall clocks libfaketime where it is not installed. Where it cannot be had, that fault is skipped
# and says why.
source "$(dirname "$0")/env.sh"
source "$(dirname "$0")/unpack.sh"
tools="$root/artifacts/tools/faketime"
there() { compgen -G "$1/usr/lib/*/faketime/libfaketimeMT.so.1" >/dev/null; }
if there "$tools" || there ""; then exit 0; fi
unpack "$tools" "The fault of wall clocks is skipped." libfaketime
say "libfaketime for the fault of wall clocks: in artifacts/tools/faketime"
