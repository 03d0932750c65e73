#!/bin/bash
# fetch-debian.sh PREFIX SUITE PACKAGE...
# Unpacks Debian packages and what they need into PREFIX, without root and without touching the system; PREFIX/run
# starts their programs. SUITE is a release name, or "own" for the machine's. Used for sip-tester, redis-server, nginx, caddy, coturn
# and prometheus (promtool).
# Exit codes: see debian-prefix.sh.
set -euo pipefail
readonly PROGRAM=fetch-debian
# shellcheck source=scripts/debian-prefix.sh
. "$(dirname "$(realpath "$0")")/debian-prefix.sh"

(($# >= 3)) || fail 2 'usage: fetch-debian.sh PREFIX SUITE|own PACKAGE...'
prefix=$(realpath -m "$1")
suite=$2
shift 2
request="$suite $*"
is_present "$prefix" "$request" && exit 0

require_debian_x86_64
find_mirror >/dev/null
[[ $suite != own ]] || suite=$(machine_codename)
lock_prefix "$prefix"
is_present "$prefix" "$request" && exit 0

# Set-up helpers that packages depend on and that no program started from a prefix calls; and what Prometheus' old pages
# show in a browser, 220 MB of it time zones.
readonly PROVIDED='adduser passwd debconf debconf-2.0 init-system-helpers lsb-base sysvinit-utils perl-base sensible-utils
  dpkg tar libpam0g libpam-runtime libpam-modules libpam-modules-bin login logsave ucf
  fonts-glyphicons-halflings libjs-bootstrap4 libjs-eonasdan-bootstrap-datetimepicker libjs-jquery
  libjs-jquery-hotkeys libjs-moment libjs-moment-timezone libjs-mustache libjs-popper.js libjs-rickshaw'
fetch_into "$prefix" "$suite" "$PROVIDED" "$@" || exit $?
settle "$prefix" "$request"
