#!/bin/sh
# Made by `npm run contracts` from libs/contracts: change it there.
# Gives the Kafka users pos, debit and so on the permissions that each service needs, and no more. The user course may
# write and read the topics of the course:
#   sh kafka-permissions.sh kafka:9093 admin.properties
# KAFKA_ACLS names Kafka's tool (default: kafka-acls.sh). The script only adds permissions: find and remove old ones
# with --list and --remove.
set -eu
bootstrap=$1
config=${2:-/dev/null}
allow() {
  user=$1 operation=$2
  shift 2
  "${KAFKA_ACLS:-kafka-acls.sh}" --bootstrap-server "$bootstrap" --command-config "$config" \
    --add --allow-principal "User:$user" --operation "$operation" "$@"
}

allow audit Read --resource-pattern-type literal --group audit --topic charges.requested --topic charges.decided --topic passages.requested --topic passages.decided --topic operations.performed --topic audit.checkpoints
allow audit Write --resource-pattern-type literal --topic charges.requested.audit.dlq --topic charges.decided.audit.dlq --topic passages.requested.audit.dlq --topic passages.decided.audit.dlq --topic operations.performed --topic operations.performed.audit.dlq --topic audit.checkpoints
allow audit Describe --resource-pattern-type literal --topic cards --topic holders
allow audit Read --resource-pattern-type prefixed --group audit.
allow audit Delete --resource-pattern-type prefixed --group audit.
allow debit Read --resource-pattern-type literal --group debit --group debit-passages --topic charges.requested --topic passages.requested
allow debit Write --resource-pattern-type literal --topic charges.requested.debit.dlq --topic charges.decided --topic passages.requested.debit-passages.dlq --topic passages.decided --topic cards --topic holders --topic operations.performed
allow debit Describe --resource-pattern-type literal --topic audit.checkpoints
allow pos Read --resource-pattern-type literal --group pos --group pos-passages --topic charges.decided --topic passages.decided --topic cards
allow pos Write --resource-pattern-type literal --topic charges.requested --topic charges.decided.pos.dlq --topic passages.requested --topic passages.decided.pos-passages.dlq --topic cards.pos.dlq --topic operations.performed
allow pos Describe --resource-pattern-type literal --topic holders --topic audit.checkpoints
allow sms Read --resource-pattern-type literal --group sms --topic charges.decided --topic passages.decided --topic holders
allow sms Describe --resource-pattern-type literal --topic charges.requested --topic passages.requested --topic cards --topic audit.checkpoints
allow sms Write --resource-pattern-type literal --topic charges.decided.sms.dlq --topic passages.decided.sms.dlq --topic holders.sms.dlq --topic operations.performed
allow board Read --resource-pattern-type literal --topic charges.decided --topic passages.decided --topic charges.requested --topic charges.requested.debit.dlq --topic charges.requested.audit.dlq --topic charges.decided.pos.dlq --topic charges.decided.audit.dlq --topic charges.decided.sms.dlq --topic passages.requested --topic passages.requested.debit-passages.dlq --topic passages.requested.audit.dlq --topic passages.decided.pos-passages.dlq --topic passages.decided.audit.dlq --topic passages.decided.sms.dlq --topic cards --topic cards.pos.dlq --topic operations.performed --topic operations.performed.audit.dlq --topic audit.checkpoints
allow board Describe --resource-pattern-type literal --topic holders --group debit --group audit --group pos --group sms --group debit-passages --group pos-passages --cluster
allow board Read --resource-pattern-type prefixed --group board.
allow board Delete --resource-pattern-type prefixed --group board.
allow course Read --resource-pattern-type prefixed --group course. --topic course.
allow course Write --resource-pattern-type prefixed --topic course.
