#!/bin/bash
# Renders asterisk-config/ and dialplans/asterisk/ into /etc/asterisk from the environment, then becomes Asterisk.
# Trunks and agents are files of the operator's own: mount them as /etc/asterisk/pjsip.d/*.conf (the templates
# pjsip-trunk.conf.template and pjsip-agent.conf.template show their form).
set -euo pipefail

: "${ARI_PASSWORD:?set ARI_PASSWORD, the password that Cadência logs in with}"
declare -A values=(
  [ETC_DIR]=/etc/asterisk
  [DATA_DIR]=/usr/share/asterisk [RUN_DIR]=/run/asterisk
  [SYSTEM_NAME]="${SYSTEM_NAME:-asterisk-1}" [MAX_FILES]="$(ulimit -Hn)" [STASIS_APP]="${STASIS_APP:-cadencia}"
  [ARI_USER]="${ARI_USER:-cadencia}" [ARI_PASSWORD]="$ARI_PASSWORD"
  [HTTP_BIND]="${HTTP_BIND:-127.0.0.1}" [HTTP_PORT]="${HTTP_PORT:-8088}"
  [SIP_BIND]="${SIP_BIND:-0.0.0.0}" [SIP_PORT]="${SIP_PORT:-5060}"
  [RTP_START]="${RTP_START:-10000}" [RTP_END]="${RTP_END:-12000}" [STRICT_RTP]=yes
  [ICE_HOST_CANDIDATES]='' [MEDIA_ADDRESS]="${MEDIA_ADDRESS:-127.0.0.1}"
  [MOH_DIR]=/var/lib/asterisk/moh
)
case ${values[MAX_FILES]} in unlimited) values[MAX_FILES]=60000 ;; esac
modules=(/usr/lib/*/asterisk/modules)
values[MODULES_DIR]=${modules[0]}
# Debian's own folders lie apart; asterisk.conf wants them below one.
mkdir -p /run/asterisk/parts
ln -sfn /var/lib/asterisk /run/asterisk/parts/lib
ln -sfn /var/spool/asterisk /run/asterisk/parts/spool
ln -sfn /var/log/asterisk /run/asterisk/parts/log
values[VAR_DIR]=/run/asterisk/parts

umask 077
for source in /usr/share/cadencia/asterisk-config/*.conf /usr/share/cadencia/dialplans/*.conf; do
  text=$(<"$source")
  for name in "${!values[@]}"; do
    # Quoted, because bash gives an unquoted "&" in the replacement a meaning.
    text=${text//"@$name@"/"${values[$name]}"}
  done
  if missing=$(grep -v '^;' <<<"$text" | grep -oE '@[A-Z][A-Z_]*@' | sort -u) && [[ -n $missing ]]; then
    echo "asterisk-entrypoint: $source asks for $missing, which has no value" >&2
    exit 1
  fi
  printf '%s\n' "$text" >"/etc/asterisk/$(basename "$source")"
done
exec asterisk -f
