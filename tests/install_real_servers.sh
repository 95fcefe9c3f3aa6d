#!/usr/bin/env bash
# Installs the server programs that tests start on loopback: real WordPress, MediaWiki, PostgreSQL, mail and browser.
# For a Debian machine of which one is root, such as a build machine; never for the service. None of them is started.
set -euo pipefail

if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
  echo "tests/install_real_servers.sh needs root on Debian; tests of servers that are not installed say so and are passed over." >&2
  exit 1
fi

packages=(
  chromium
  dovecot-imapd
  g++
  make
  mariadb-server
  mediawiki
  php-apcu
  php-cli
  php-curl
  php-intl
  php-mbstring
  php-mysql
  php-sqlite3
  php-xml
  postgresql
  redis-server
  tesseract-ocr
  tesseract-ocr-cym
  wordpress
)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2> /dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

# Debian starts a server as soon as it is installed, unless this file says no.
guard=/usr/sbin/policy-rc.d
if [ ! -e "$guard" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$guard"
  chmod +x "$guard"
  trap 'rm -f "$guard"' EXIT
fi
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
