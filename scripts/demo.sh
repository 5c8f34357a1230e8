#!/bin/sh
# Sets up, loads the full dataset into the embedded server, and says how long each step took.
set -eu
now() { date +%s; }
began=$(now)
make setup
ready=$(now)
npx zava load --local --drop --yes
ended=$(now)
echo "Set-up took $((ready - began)) s, the load with start and stop of the server $((ended - ready)) s."
