#!/bin/bash
# fetch-asterisk.sh PREFIX
# Unpacks Asterisk 22 from Debian testing (or sid) into PREFIX, without root and without touching the system:
# about 25 MB down, 75 MB on disk. PREFIX/run asterisk starts it. Exit codes: see debian-prefix.sh.
#
# Never `apt-get install` it from there: on a stable release that replaces libc6 and whatever hangs on it.
set -euo pipefail
readonly PROGRAM=fetch-asterisk
# shellcheck source=scripts/debian-prefix.sh
. "$(dirname "$(realpath "$0")")/debian-prefix.sh"

(($# == 1)) || fail 2 'usage: fetch-asterisk.sh PREFIX'
prefix=$(realpath -m "$1")
readonly REQUEST='asterisk 22'
is_present "$prefix" "$REQUEST" && exit 0

require_debian_x86_64
find_mirror >/dev/null
lock_prefix "$prefix"
is_present "$prefix" "$REQUEST" && exit 0

# Each feeds only modules that asterisk-config/modules.conf does not name. libopus0 is not among them: agents in a
# browser may speak Opus.
readonly PROVIDED='adduser passwd perl libcodec2-1.2 libcurl4t64 libglib2.0-0t64 libgmime-3.0-0t64 libical3t64
  libiksemel3 libjack-jackd2-0 libjwt2 libldap2 liblua5.1-0 libneon27t64 libodbc2 libopencore-amrnb0
  libopencore-amrwb0 libopusenc0 libopusfile0 libportaudio2 libradcli4 libsnmp45 libspandsp2t64 libsybdb5 libunbound8
  libvo-amrwbenc0 libvorbis0a libvorbisenc2 libvorbisfile3 libogg0 libpq5 libspeex1 libspeexdsp1 libresample1'

status=$EXIT_FETCH
for suite in testing sid; do
  status=0
  fetch_into "$prefix" "$suite" "$PROVIDED" 'asterisk=1:22.*' asterisk-core-sounds-en-gsm || status=$?
  ((status != 0)) || break
done
((status == 0)) || exit "$status"

# What the sound package's installation script does: the language code leads to the recorded voice.
ln -sfn en_US_f_Allison "$prefix/next/usr/share/asterisk/sounds/en"
settle "$prefix" "$REQUEST"
if ! version=$("$prefix/run" asterisk -V 2>&1); then
  rm -f "$prefix/root/.cadencia"
  fail $EXIT_FETCH "the fetched Asterisk does not start: $version"
fi
echo "$version"
