#!/bin/bash
# install-chromium.sh: makes sure that Chromium is there for the browser test. It cannot run out of a private prefix as
# the other programs do (it starts itself anew by absolute paths), so without root it says what to run.
set -euo pipefail
command -v chromium >/dev/null && exit 0
readonly PACKAGES=(chromium fonts-dejavu-core)
if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  exec apt-get install -y -qq --no-install-recommends "${PACKAGES[@]}"
fi
printf 'install-chromium: Chromium is missing. Run:\n  sudo apt-get install -y %s\n' "${PACKAGES[*]}" >&2
exit 5
