#!/bin/sh
# Sets up, loads the full dataset into the embedded server, or resets the one that an earlier run loaded, and says how long
# each step took.
set -eu
now() { date +%s; }
began=$(now)
make setup
ready=$(now)
what=reset
if [ ! -d .zava/data ] || ! npx zava reset --local --preset full --yes; then
  what=load
  npx zava load --local --drop --yes
fi
ended=$(now)
echo "Set-up took $((ready - began)) s, the $what with start and stop of the server $((ended - ready)) s."
echo "The server has stopped, and the data stays under .zava/. To start it again and look at the data: npx zava up"
