#!/bin/sh
# Writes docker/.env with a random password for each part; one that is there stays.
set -eu
cd "$(dirname "$0")"
[ ! -e .env ] || { echo "docker/.env is there already"; exit 0; }
umask 077
random() { od -An -N18 -tx1 /dev/urandom | tr -d ' \n'; }
for name in DATABASE_PASSWORD ARI_PASSWORD GRAFANA_PASSWORD; do
  echo "$name=$(random)"
done >.env
echo "wrote docker/.env"
