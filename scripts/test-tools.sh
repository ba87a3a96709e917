#!/usr/bin/env bash
# Makes Chromium, Redis and openssl available to the tests: from Debian where that is allowed, else it says what to run.
set -euo pipefail

missing=()
[ -x "${CHROMIUM_PATH:-/usr/bin/chromium}" ] || missing+=(chromium)
command -v redis-server >/dev/null || missing+=(redis-server)
command -v openssl >/dev/null || missing+=(openssl)
[ ${#missing[@]} -eq 0 ] && exit 0

install="apt-get install -y --no-install-recommends ${missing[*]}"
if ! command -v apt-get >/dev/null; then
	echo "The tests need ${missing[*]}, and this system has no apt-get. Install them by its own means;" >&2
	echo "CHROMIUM_PATH names a Chromium that is not at /usr/bin/chromium." >&2
	exit 1
fi

if [ "$(id -u)" -eq 0 ]; then
	as_root=()
elif sudo -n true 2>/dev/null; then
	as_root=(sudo -n)
else
	echo "The tests need ${missing[*]}, and this user may not install them. Run: sudo apt-get update && sudo $install" >&2
	exit 1
fi

echo "Installing ${missing[*]} from Debian for the tests"
log=$(mktemp)
if ! { "${as_root[@]}" apt-get update && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" $install; } >"$log" 2>&1; then
	cat "$log" >&2
	echo "Could not install ${missing[*]}. Run it by hand: $install" >&2
	exit 1
fi
rm -f "$log"
