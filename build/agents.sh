#!/usr/bin/env bash
# Gives the tests the standard fence agents. Where they cannot be had, the tests that need them are skipped and say why.
source "$(dirname "$0")/env.sh"
source "$(dirname "$0")/unpack.sh"
tools="$root/artifacts/tools/fence-agents"
if [ -x "$tools/usr/sbin/fence_dummy" ]; then exit 0; fi
# Not all that the package asks for: most of it is for clouds.
unpack "$tools" "The tests against the standard fence agents are skipped." fence-agents python3-pexpect \
  python3-ptyprocess python3-pycurl libcurl3-gnutls python3-requests python3-urllib3 python3-certifi python3-chardet \
  python3-charset-normalizer python3-idna python3-six
say "the standard fence agents for the tests: in artifacts/tools/fence-agents"
