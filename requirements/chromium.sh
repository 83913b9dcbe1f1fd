#!/usr/bin/env bash
# Install Chromium, in which `make test-page` looks at a page: as root, on Debian.
set -euo pipefail

if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    echo "make test-page needs Chromium: install the package chromium" >&2
    exit 1
fi
echo "Installing Chromium with apt-get (a minute, once)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update && apt-get install --yes --no-install-recommends chromium; } \
    >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    exit 1
fi
