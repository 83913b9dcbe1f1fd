#!/usr/bin/env bash
# Look up the pinned packages among the known vulnerabilities: audit.sh PIP-AUDIT FILE...
#
# Ends with 1 if there is one, and with 3 if the service does not know the packages: an
# index that only mirrors packages, or no network.
set -uo pipefail

audit=$1
shift
worst=0
for pins in "$@"; do
    # pip-audit cannot follow -r, and needs no installing where all is pinned
    plain=$(mktemp)
    grep -v '^-r' "$pins" >"$plain"
    printed=$("$audit" --requirement "$plain" --no-deps --disable-pip --timeout 20 \
        --progress-spinner off 2>&1)
    status=$?
    rm -f "$plain"
    total=$(grep -c '==' "$pins")
    unknown=$(grep -c 'could not be audited' <<<"$printed")
    if grep -q 'No known vulnerabilities found' <<<"$printed"; then
        echo "$pins: $((total - unknown)) of $total packages looked up, none vulnerable"
        ((unknown == 0)) || { ((worst == 1)) || worst=3; }
    elif ((status == 1)) && grep -q 'known vulnerabilit' <<<"$printed"; then
        echo "$printed" && worst=1
    else
        echo "$pins: not looked up: $(tail -n 1 <<<"$printed" | cut -c1-200)"
        ((worst == 1)) || worst=3
    fi
done
((worst != 3)) || echo "make audit: the vulnerability service does not answer for these" \
    "packages from here; run it where a package index can be reached" >&2
exit "$worst"
