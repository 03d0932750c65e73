#!/bin/sh
# Writes docker/.env with a random password for each part; those that are there stay.
set -eu
cd "$(dirname "$0")"
umask 077
touch .env
random() { od -An -N18 -tx1 /dev/urandom | tr -d ' \n'; }
for name in DATABASE_PASSWORD ARI_PASSWORD ESL_PASSWORD GRAFANA_PASSWORD; do
  grep -q "^$name=" .env && continue
  echo "$name=$(random)" >>.env
  echo "wrote $name into docker/.env"
done
