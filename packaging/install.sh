#!/usr/bin/env bash
# install.sh install|uninstall DESTDIR PREFIX: programs to PREFIX/lib/holdfast, the CLI to PREFIX/bin, the unit, the
# group "holdfast", /etc/holdfast and /var/lib/holdfast. Uninstall leaves configuration and data.
set -euo pipefail
verb=$1; destination=$2; prefix=$3
root=$(cd "$(dirname "$0")/.." && pwd)
dist="$root/artifacts/dist"
lib="$destination$prefix/lib/holdfast"
units="$destination/lib/systemd/system"
[ -d "$destination/usr/lib/systemd/system" ] && units="$destination/usr/lib/systemd/system"

if [ -z "$destination" ] && [ "$(id -u)" -ne 0 ]; then
  echo "Installing into $prefix needs root: use sudo, or set DESTDIR to a folder of yours." >&2
  exit 1
fi

install_all() {
  mkdir -p "$lib" "$destination$prefix/bin" "$units" "$destination/etc/holdfast"
  for part in service monitor guard; do
    rm -rf "${lib:?}/$part.new"
    cp -r "$dist/$part" "$lib/$part.new"
    rm -rf "${lib:?}/$part"
    mv "$lib/$part.new" "$lib/$part"
  done
  if [ "$(find "$dist/cli" -name '*.dll' | head -n 1)" ]; then
    rm -rf "$lib/cli"; cp -r "$dist/cli" "$lib/cli"
    ln -sf "$prefix/lib/holdfast/cli/holdfast" "$destination$prefix/bin/holdfast"
  else
    install -m 0755 "$dist/cli/holdfast" "$destination$prefix/bin/holdfast"
  fi
  mkdir -p "$destination$prefix/share/man/man1"
  install -m 0644 "$root"/packaging/man/*.1 "$destination$prefix/share/man/man1/"
  mkdir -p "$destination$prefix/share/bash-completion/completions" "$destination$prefix/share/zsh/site-functions" \
    "$destination$prefix/share/fish/vendor_completions.d"
  local cli="$destination$prefix/bin/holdfast"
  [ -L "$cli" ] && cli="$lib/cli/holdfast"
  "$cli" completion bash > "$destination$prefix/share/bash-completion/completions/holdfast"
  "$cli" completion zsh > "$destination$prefix/share/zsh/site-functions/_holdfast"
  "$cli" completion fish > "$destination$prefix/share/fish/vendor_completions.d/holdfast.fish"
  install -m 0755 "$root/packaging/shutdown.sh" "$lib/shutdown.sh"
  for unit in holdfastd holdfast-shutdown; do
    sed "s|@PREFIX@|$prefix|g" "$root/packaging/systemd/$unit.service" > "$units/$unit.service"
  done
  install -d -m 0750 "$destination/var/lib/holdfast"
  if [ ! -f "$destination/etc/holdfast/holdfastd.json" ]; then
    sed "s|\"node\": \"\"|\"node\": \"$(hostname -s 2>/dev/null || cat /proc/sys/kernel/hostname)\"|" \
      "$root/packaging/holdfastd.json" > "$destination/etc/holdfast/holdfastd.json"
  fi
  if [ -z "$destination" ]; then
    getent group holdfast >/dev/null || groupadd --system holdfast
    chgrp holdfast /var/lib/holdfast
    command -v systemctl >/dev/null && systemctl daemon-reload 2>/dev/null || true
  fi
  echo "Installed in $destination$prefix. Next: holdfast init && systemctl enable --now holdfastd; for several machines holdfast cluster create"
}

uninstall_all() {
  if [ -z "$destination" ] && command -v systemctl >/dev/null; then
    systemctl disable --now holdfastd 2>/dev/null || true
  fi
  rm -rf "$lib"
  rm -f "$destination$prefix/bin/holdfast" "$units/holdfastd.service" "$units/holdfast-shutdown.service" \
    "$destination$prefix/share/man/man1/holdfast.1" "$destination$prefix"/share/man/man1/holdfast-*.1 \
    "$destination$prefix/share/bash-completion/completions/holdfast" \
    "$destination$prefix/share/zsh/site-functions/_holdfast" \
    "$destination$prefix/share/fish/vendor_completions.d/holdfast.fish"
  [ -n "$destination" ] || { command -v systemctl >/dev/null && systemctl daemon-reload 2>/dev/null; } || true
  echo "Removed the programs; configuration in /etc/holdfast and data in /var/lib/holdfast were left."
}

case "$verb" in
  install) install_all ;;
  uninstall) uninstall_all ;;
  *) echo "usage: install.sh install|uninstall DESTDIR PREFIX" >&2; exit 2 ;;
esac
