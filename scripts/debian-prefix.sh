# shellcheck shell=bash
# Sourced by fetch-debian.sh and fetch-asterisk.sh: unpacks Debian packages, with what they need, into a private prefix.
#
# Nothing of the system is touched: apt runs on folders of its own below the prefix, packages are unpacked and never
# installed (no maintainer script runs), and programs start with the loader and libraries of the prefix, so that
# programs of a newer Debian than the machine's run beside it. No root is needed.
#
# Layout of a prefix:
#   root/            the unpacked tree; it appears by one rename, so it is there whole or not at all
#   root/.cadencia   what was asked for (the suite and the packages); the same request again does nothing
#   run              run PROGRAM [ARGUMENT...]: starts a program of the tree
#   apt/             apt's private folders; packages downloaded so far stay here until the tree is complete
#
# Exit codes, for callers that offer another way:
readonly EXIT_PLATFORM=3 # neither Debian nor x86-64
readonly EXIT_MIRROR=4   # no mirror configured, or none reachable
readonly EXIT_FETCH=5    # the mirror answered, the packages could not be had or unpacked

readonly NETWORK_TIMEOUT_SECONDS=20     # one stalled connection
readonly UPDATE_DEADLINE_SECONDS=120    # one whole `apt-get update`
readonly DOWNLOAD_DEADLINE_SECONDS=900  # all packages, on a slow line
readonly LOCK_DEADLINE_SECONDS=1200     # another run that fetches into the same prefix

fail() { # fail CODE MESSAGE...
  local code=$1
  shift
  printf '%s: %s\n' "${PROGRAM:-fetch}" "$*" >&2
  exit "$code"
}

require_debian_x86_64() {
  local id='' machine
  machine=$(uname -m)
  # The value is read by a subshell: os-release sets many names.
  id=$(. /etc/os-release 2>/dev/null && printf '%s' "${ID:-}") || true
  if [[ $id != debian || $machine != x86_64 ]]; then
    fail $EXIT_PLATFORM "this machine is ${id:-not a known Linux} on $machine; ready-made packages exist for Debian on" \
      "x86-64 only. Run with the simulator (--switch simulator), with docker compose, or name an Asterisk of your own."
  fi
  local program
  for program in apt-get apt-cache apt-config dpkg-deb flock timeout awk; do
    command -v "$program" >/dev/null || fail $EXIT_PLATFORM "the program $program is missing on this Debian"
  done
}

machine_codename() { (. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}"); }

# Prints "uri suite" of every binary entry with component main in the machine's apt configuration: one-line files
# (*.list) and deb822 ones (*.sources). The files are read directly, because `apt-get indextargets` is empty where
# `apt-get update` never ran.
apt_entries() {
  local parts main
  # apt-config prints shell assignments; both may be moved by the administrator.
  eval "$(apt-config shell parts Dir::Etc::sourceparts/d main Dir::Etc::sourcelist/f)"
  local -a lists=() deb822=()
  shopt -s nullglob
  [[ -r ${main:-} ]] && lists+=("$main")
  [[ -d ${parts:-} ]] && lists+=("${parts%/}"/*.list) && deb822+=("${parts%/}"/*.sources)
  shopt -u nullglob
  ((${#lists[@]})) && awk '
    { sub(/#.*/, "") }
    $1 == "deb" {
      sub(/^[ \t]*deb[ \t]+/, ""); sub(/^\[[^]]*\][ \t]*/, "")
      for (i = 3; i <= NF; i++) if ($i == "main") print $1, $2
    }' "${lists[@]}"
  local file
  for file in "${deb822[@]}"; do
    awk '
      function flush(   i, j, u, s) {
        if (types ~ /(^| )deb( |$)/ && components ~ /(^| )main( |$)/ && enabled !~ /^(no|false|off|0)/)
          for (i = split(uris, u, " "); i > 0; i--) for (j = split(suites, s, " "); j > 0; j--) print u[i], s[j]
        types = uris = suites = components = enabled = name = ""
      }
      /^#/ { next }
      /^[ \t]*$/ { flush(); next }
      /^[^ \t]/ { name = tolower($0); sub(/:.*/, "", name); sub(/^[^:]*:[ \t]*/, "") }
      { gsub(/[ \t]+/, " "); sub(/^ /, "") }
      name == "types" { types = types " " $0 }
      name == "uris" { uris = uris " " $0 }
      name == "suites" { suites = suites " " $0 }
      name == "components" { components = components " " $0 }
      name == "enabled" { enabled = tolower($0) }
      END { flush() }' "$file"
  done
  return 0
}

# The mirror that carries the machine's own release: its entry names the release itself, not -security, not -updates.
find_mirror() {
  local codename mirror
  codename=$(machine_codename)
  mirror=$(apt_entries | awk -v own="$codename" '
    $1 !~ /^cdrom:/ && ($2 == own || $2 ~ /^(stable|oldstable|oldoldstable|testing|sid|unstable)$/) { print $1; exit }')
  [[ -n $mirror ]] || fail $EXIT_MIRROR "apt on this machine names no mirror of Debian ${codename:-(unknown release)}." \
    "Add one under /etc/apt/sources.list.d, or run with the simulator (--switch simulator)."
  printf '%s' "$mirror"
}

find_keyring() {
  local file
  for file in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
    [[ -r $file ]] && printf '%s' "$file" && return 0
  done
  fail $EXIT_FETCH "the archive keys are missing, so packages cannot be verified: apt-get install debian-archive-keyring"
}

# write_apt_configuration APT SUITE PROVIDED...: PROVIDED are packages that apt is to take as present, because nothing
# that runs from the prefix needs them; what only they need is then left out too.
write_apt_configuration() {
  local apt=$1 suite=$2 package keyring mirror
  shift 2
  # Spelled out, because bash suspends "set -e" in whatever is called on the left of "||".
  keyring=$(find_keyring) || return
  mirror=$(find_mirror) || return
  mkdir -p "$apt"/{etc,lists/partial,cache/archives/partial}
  printf 'deb [arch=amd64 signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite" >"$apt/etc/sources.list"
  for package in "$@"; do
    printf 'Package: %s\nStatus: install ok installed\nArchitecture: amd64\nMulti-Arch: same\nVersion: 99:1\n' "$package"
    printf 'Maintainer: none <none@localhost>\nDescription: taken as present\n\n'
  done >"$apt/status"
  {
    # The machine's way to the mirror stays in force: proxies, certificates, credentials.
    apt-config dump --no-empty | grep -E '^Acquire::([A-Za-z]+::)?(Proxy|Proxy-Auto-Detect|CaInfo|CaPath|SslCert|SslKey|Verify-Peer|Verify-Host)\b|^Acquire::https?::Proxy::|^Dir::Etc::netrc' || true
    cat <<CONFIGURATION
Dir "$apt";
Dir::Etc "$apt/etc"; Dir::Etc::sourcelist "$apt/etc/sources.list"; Dir::Etc::sourceparts "/dev/null";
Dir::Etc::parts "/dev/null"; Dir::Etc::main "/dev/null"; Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null"; Dir::Etc::trusted "/dev/null"; Dir::Etc::trustedparts "/dev/null";
Dir::State "$apt"; Dir::State::lists "$apt/lists"; Dir::State::status "$apt/status"; Dir::Cache "$apt/cache";
Dir::Log "$apt";
APT::Architecture "amd64"; APT::Architectures { "amd64"; };
APT::Install-Recommends "false"; APT::Install-Suggests "false"; APT::Sandbox::User "$(id -un)";
APT::Update::Error-Mode "any"; APT::Get::List-Cleanup "true";
Acquire::Languages "none"; Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
Acquire::Retries "2"; Acquire::http::Timeout "$NETWORK_TIMEOUT_SECONDS"; Acquire::https::Timeout "$NETWORK_TIMEOUT_SECONDS";
Debug::NoLocking "true"; Dpkg::Use-Pty "false";
CONFIGURATION
    # A mirror that is frozen at a date (a snapshot) serves lists past their validity; signatures are still checked.
    printf 'Acquire::Check-Valid-Until "false"; Acquire::Check-Date "false";\n'
  } >"$apt/apt.conf"
}

update_lists() { # update_lists APT
  APT_CONFIG=$1/apt.conf timeout $UPDATE_DEADLINE_SECONDS apt-get -qq update >"$1/update.log" 2>&1
}

# download_closure APT PACKAGE...: leaves the file names of all packages, the needed ones included, in APT/files.
download_closure() {
  local apt=$1
  shift
  export APT_CONFIG=$apt/apt.conf
  apt-get -qq -y --print-uris install "$@" >"$apt/uris" 2>"$apt/download.log" || return 1
  awk '{ print $2 }' "$apt/uris" >"$apt/files"
  [[ -s $apt/files ]] || return 1
  timeout $DOWNLOAD_DEADLINE_SECONDS apt-get -q -y --download-only install "$@" >>"$apt/download.log" 2>&1
}

# Sums, which apt has verified on the way in, do not cover packages that lay here from an earlier run: apt verifies
# those again before it counts them as present.
unpack_tree() { # unpack_tree APT TARGET
  local apt=$1 target=$2 file
  rm -rf "$target"
  mkdir -p "$target"
  while IFS= read -r file; do
    dpkg-deb -x "$apt/cache/archives/$file" "$target" || return 1
  done <"$apt/files"
}

write_runner() { # write_runner PREFIX
  cat >"$1/run.new" <<'RUNNER'
#!/bin/bash
# run PROGRAM [ARGUMENT...]: a program of this prefix, with the loader and the libraries it was built for.
set -euo pipefail
root=$(dirname "$(realpath "$0")")/root
program=$1
shift
for folder in usr/bin usr/sbin bin sbin; do
  [[ -x $root/$folder/$program ]] && break
done
[[ -x $root/$folder/$program ]] || { echo "run: no program $program in $root" >&2; exit 127; }
for loader in "$root"/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 "$root"/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2; do
  [[ -x $loader ]] && break
done
libraries=$root/usr/lib/x86_64-linux-gnu:$root/lib/x86_64-linux-gnu
exec "$loader" --library-path "$libraries" "$root/$folder/$program" "$@"
RUNNER
  chmod 755 "$1/run.new"
  mv -f "$1/run.new" "$1/run"
}

lock_prefix() { # lock_prefix PREFIX: held until this process ends
  mkdir -p "$1" 2>/dev/null || fail $EXIT_FETCH "cannot create $1 (as $(id -un)); name another folder"
  exec 9>"$1/.lock" || fail $EXIT_FETCH "cannot write to $1 (as $(id -un)); name another folder"
  flock -w $LOCK_DEADLINE_SECONDS 9 || fail $EXIT_FETCH "another run has been fetching into $1 for too long"
}

is_present() { [[ $(cat "$1/root/.cadencia" 2>/dev/null) == "$2" && -x $1/run ]]; } # is_present PREFIX REQUEST

# fetch_into PREFIX SUITE "PROVIDED..." PACKAGE...: everything up to the finished tree in PREFIX/next. Returns the exit
# code of the failure, so that the caller may try another suite.
fetch_into() {
  local prefix=$1 suite=$2 provided=$3 apt=$1/apt attempt
  shift 3
  # shellcheck disable=SC2086 # a list of words
  write_apt_configuration "$apt" "$suite" $provided || return
  # The mirror may have moved on between reading its lists and fetching the files: then read them anew, once.
  for attempt in 1 2; do
    if ! update_lists "$apt"; then
      tail -n 5 "$apt/update.log" >&2
      echo "${PROGRAM:-fetch}: the mirror $(find_mirror) did not answer for $suite (see above)" >&2
      return $EXIT_MIRROR
    fi
    if download_closure "$apt" "$@"; then
      unpack_tree "$apt" "$prefix/next" && return 0
      echo "${PROGRAM:-fetch}: unpacking failed; is the disk full?" >&2
      return $EXIT_FETCH
    fi
    ((attempt == 2)) || sleep 1
  done
  grep -E '^(E|W|Err):?' "$apt/download.log" | tail -n 5 >&2 || true
  echo "${PROGRAM:-fetch}: $suite: could not fetch $* (log: $apt/download.log)" >&2
  return $EXIT_FETCH
}

# settle PREFIX REQUEST: the finished tree takes its place, and what was only needed on the way goes.
settle() {
  local prefix=$1
  printf '%s\n' "$2" >"$prefix/next/.cadencia"
  rm -rf "$prefix/old"
  [[ ! -e $prefix/root ]] || mv -T "$prefix/root" "$prefix/old"
  mv -T "$prefix/next" "$prefix/root"
  write_runner "$prefix"
  rm -rf "$prefix/old" "$prefix/apt"
}
