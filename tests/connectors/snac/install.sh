#!/usr/bin/env bash
# Brings snac2, a small real server that speaks Mastodon's language, into FOLDER/snac for the tests, from Debian.
# Usage: install.sh FOLDER. Nothing is installed on the machine itself; Debian 12 has it in backports.
set -euo pipefail
mkdir -p "$1"
folder=$(cd "$1" && pwd)
if [ -x "$folder/snac/usr/bin/snac" ]; then
  echo "snac2 is installed in $folder"
  exit 0
fi

state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
chmod 755 "$state"
mkdir -p "$state/sources" "$state/lists/partial" "$state/cache/archives/partial"
options=()
if ! apt-cache policy snac2 | grep -q 'Candidate: [0-9]'; then
  mirror=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' | awk '$1 == "bookworm" {print $2; exit}')
  key=/usr/share/keyrings/debian-archive-keyring.gpg
  printf 'Types: deb\nURIs: %s\nSuites: bookworm-backports\nComponents: main\nSigned-By: %s\n' \
    "${mirror:?no Debian 12 mirror is configured}" "$key" > "$state/sources/backports.sources"
  options=(-o "Dir::Etc::SourceList=/dev/null" -o "Dir::Etc::SourceParts=$state/sources"
    -o "Dir::State::Lists=$state/lists" -o "Dir::Cache=$state/cache")
  apt-get "${options[@]}" update -q
fi
cd "$state"
apt-get "${options[@]}" download -q snac2
dpkg -x snac2_*.deb "$folder/snac"
echo "snac2 is installed in $folder"
