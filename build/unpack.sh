# Gives tests what is not installed: the distribution's packages, unpacked and not installed, so that no service of
# them starts. To be read by a script that has read env.sh.

unpack() { # folder, what is skipped without them, packages…
  local folder=$1 skipped=$2 package
  shift 2
  missing() { say "$packages: not installed, and $1. $skipped"; exit 0; }
  local packages="$*"
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || missing "there is no apt to get it with"
  mkdir -p "$folder"
  cd "$folder"
  download() { timeout 120 apt-get -qq -o APT::Sandbox::User=root download $packages >apt.log 2>&1; }
  if ! download; then
    [ "$(id -u)" -eq 0 ] || missing "the package lists are not there"
    { timeout 180 apt-get -qq update >apt.log 2>&1 && download; } || missing "it cannot be downloaded ($folder/apt.log)"
  fi
  for package in $packages; do
    dpkg-deb -x "$package"_*.deb . || missing "$package cannot be unpacked"
    rm -f "$package"_*.deb
  done
}
