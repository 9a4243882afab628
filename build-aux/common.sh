# common.sh - what build-aux/run and build-aux/test share: packages, and building
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# The distribution's own tools: another Python first on the path lacks what Meson and the tests need.
export PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH

# docs/dependencies.md has the reason for each.
build_packages=(
  gcc libc6-dev meson ninja-build pkgconf gettext python3
  libglib2.0-dev libsoup-3.0-dev libjson-glib-dev libcrypt-dev libgnutls28-dev libyaml-dev
  libgtk-4-dev libgtk-4-bin libadwaita-1-dev libgtksourceview-5-dev libsqlite3-dev libsecret-1-dev
  desktop-file-utils
)
window_packages=(
  adwaita-icon-theme fonts-cantarell fonts-dejavu-core librsvg2-common gsettings-desktop-schemas xkb-data
  dbus at-spi2-core glib-networking
)
test_packages=(
  git python3-gi gir1.2-atspi-2.0 xvfb xauth
  gobject-introspection libgirepository1.0-dev gi-docgen appstream nodejs node-ws openssl
  libjansson-dev libtest-json-schema-acceptance-perl
)
# Only this version of clang-format is asked about style, and only Debian 12 has it.
if grep -qs '^VERSION_ID="12"' /etc/os-release; then
  test_packages+=(clang-format-14)
fi

say() {
  printf '==> %s\n' "$*" >&2
}

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Runs a command as root, quietly; what it printed is shown only when it fails.
as_root() {
  local sudo=() log status=0
  if [ "$(id -u)" != 0 ]; then
    command -v sudo > /dev/null || die "packages are missing, and there is neither root nor sudo to install them"
    sudo=(sudo)
    [ -t 0 ] || sudo+=(-n)
  fi
  log=$(mktemp)
  timeout 1200 "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive "$@" > "$log" 2>&1 < /dev/null || status=$?
  [ $status = 0 ] || tail -n 30 "$log" >&2
  rm -f "$log"
  return $status
}

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2> /dev/null | head -c 9)" = installed ]
}

# Installs those of the named Debian packages that are missing; elsewhere it says which would be needed.
install_packages() {
  local name missing=() apt=(apt-get -q -y -o DPkg::Lock::Timeout=300)
  if ! command -v apt-get > /dev/null; then
    say "not a Debian: what Debian calls ${*} has to be there"
    return
  fi
  for name; do
    is_installed "$name" || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  say "installing ${missing[*]}"
  # Old package lists name versions that are gone from the mirrors: a second try with new ones.
  apt-get -s install --no-install-recommends "${missing[@]}" > /dev/null 2>&1 || as_root "${apt[@]}" update
  as_root "${apt[@]}" install --no-install-recommends "${missing[@]}" || {
    as_root "${apt[@]}" update
    as_root "${apt[@]}" install --no-install-recommends "${missing[@]}"
  }
}

# Configures a build directory, if need be anew, and builds all of it.
build() { # DIRECTORY OPTION...
  local dir=$1 log status=0
  shift
  log=$(mktemp)
  if [ -e "$dir/build.ninja" ]; then
    timeout 300 meson configure "$dir" "$@" > "$log" 2>&1 || status=$?
  else
    timeout 300 meson setup "$dir" "$root" "$@" > "$log" 2>&1 || status=$?
  fi
  [ $status = 0 ] || cat "$log" >&2
  rm -f "$log"
  [ $status = 0 ] || return $status
  timeout 1800 ninja -C "$dir" >&2
}
