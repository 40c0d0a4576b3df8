# Gives tests what is not installed: the distribution's packages, unpacked and not installed, so that no service of
# them starts. To be read by a script that has read env.sh.

apt=(apt-get -qq)

# From now on packages are of another release of Debian: from the archive that this machine gets its own from, by lists
# of its own. Elsewhere nothing changes but that they cannot be downloaded.
other_release() { # folder, release
  local lists="$1/apt" archive
  mkdir -p "$lists/lists/partial" "$lists/archives/partial"
  archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 2>/dev/null | head -n 1 || true)
  printf 'deb [signed-by=%s] %s %s main\n' /usr/share/keyrings/debian-archive-keyring.gpg "${archive:-none:}" "$2" \
    >"$lists/sources.list"
  apt+=(-o Dir::Etc::SourceList="$lists/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$lists/lists"
    -o Dir::Cache="$lists" -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false)
}

unpack() { # folder, what is skipped without them, packages…
  local folder=$1 skipped=$2 package
  shift 2
  missing() { say "$packages: not installed, and $1. $skipped"; exit 0; }
  local packages="$*"
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || missing "there is no apt to get it with"
  mkdir -p "$folder"
  cd "$folder"
  download() { timeout 120 "${apt[@]}" -o APT::Sandbox::User=root download $packages >apt.log 2>&1; }
  if ! download; then
    [ "$(id -u)" -eq 0 ] || missing "the package lists are not there"
    { timeout 180 "${apt[@]}" -o APT::Sandbox::User=root update >apt.log 2>&1 && download; } || missing "it cannot be downloaded ($folder/apt.log)"
  fi
  for package in $packages; do
    dpkg-deb -x "$package"_*.deb . || missing "$package cannot be unpacked"
    rm -f "$package"_*.deb
  done
}
