#!/bin/sh
# Every client against the server that serving.py has started; the first that fails ends it.
set -eu
node clients/fetching.mjs
node clients/streaming.mjs
mkdir -p made/relay
node node_modules/relay-compiler/cli.js relay.config.json >made/relay.log || { cat made/relay.log; exit 1; }
node node_modules/relay-compiler/cli.js relay.config.json --validate >made/relay.log || { cat made/relay.log; exit 1; }
echo "relay-compiler: ok"
node_modules/.bin/graphql-codegen --config codegen.json >made/codegen.log 2>&1 || { cat made/codegen.log; exit 1; }
test -s made/codegen/persisted-documents.json
echo "graphql-codegen: ok"
PYTHONPATH=made/gql ../.venv/bin/python -S clients/asking.py
echo "gql: ok"
