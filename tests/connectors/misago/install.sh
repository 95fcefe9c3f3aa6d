#!/usr/bin/env bash
# Brings a real Misago message board into FOLDER/misago for the tests, from PyPI, pinned, with a Python of its own.
# Usage: install.sh PYTHON FOLDER. PostgreSQL comes from the distribution.
set -euo pipefail
python=$(command -v "$1")
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
folder=$(cd "$2" && pwd)/misago
if cmp -s "$here/requirements.txt" "$folder/installed.txt"; then
  echo "Misago is installed in $folder"
  exit 0
fi

# What it needs is built for Python 3.11 and 3.12. One that ordinary users may run is better: the board runs as one.
fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2> /dev/null; }
is_open() { setpriv --reuid=nobody --regid=nogroup --clear-groups -- sh -c '"$0" -c ""' "$1" 2> /dev/null; }
chosen=
for candidate in "$python" /usr/bin/python3 /usr/bin/python3.12 /usr/bin/python3.11; do
  fits "$candidate" || continue
  chosen=${chosen:-$candidate}
  if [ "$(id -u)" != 0 ] || is_open "$candidate"; then
    chosen=$candidate
    break
  fi
done

rm -rf "$folder"
"${chosen:?Misago needs Python 3.11 or 3.12}" -m venv --without-pip "$folder"
"$python" -m pip --python "$folder/bin/python" install --disable-pip-version-check --quiet --no-deps \
  -r "$here/requirements.txt"
cp "$here/requirements.txt" "$folder/installed.txt"
echo "Misago is installed in $folder"
