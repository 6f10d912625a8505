#!/bin/sh
# Puts the connection string of a hub into the environment of the later steps of a job, without a stored key. Whoever is
# signed in with `az` needs the right to list the keys of the rule:
# Microsoft.NotificationHubs/Namespaces/NotificationHubs/authorizationRules/listkeys/action
# Takes RESOURCE_GROUP, NAMESPACE, HUB and RULE (one with the Send right) from the environment.
set -eu
: "${RESOURCE_GROUP:?is not set}" "${NAMESPACE:?is not set}" "${HUB:?is not set}" "${RULE:?is not set}"
name="${VARIABLE:-NOTIFICATION_HUB_CONNECTION_STRING}"
az config set extension.use_dynamic_install=yes_without_prompt --only-show-errors > /dev/null
key="$(az notification-hub authorization-rule list-keys --only-show-errors \
  --resource-group "$RESOURCE_GROUP" --namespace-name "$NAMESPACE" --notification-hub-name "$HUB" --name "$RULE" \
  --query primaryConnectionString --output tsv)"
newline='
'
case "$key" in
  *"$newline"*) echo "az answered several lines instead of a connection string" >&2; exit 2 ;;
  Endpoint=sb://*) ;;
  *) echo "az answered no connection string: check HUB and RULE" >&2; exit 2 ;;
esac
if [ -n "${GITHUB_ENV:-}" ]; then
  echo "::add-mask::$key"
  printf '%s=%s\n' "$name" "$key" >> "$GITHUB_ENV"
elif [ -n "${TF_BUILD:-}" ]; then
  echo "##vso[task.setvariable variable=$name;issecret=true]$key"
else
  echo "this is no job of GitHub Actions or Azure Pipelines; nothing was set" >&2
  exit 2
fi
