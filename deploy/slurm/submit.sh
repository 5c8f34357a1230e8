#!/bin/sh
# Loads in parts under Slurm: a job array of parts, and a job that finishes when all of them are done.
#
#   cd FOLDER                                  # on a file system that all nodes see, with zava installed (npm install)
#   export MONGODB_CONNECTION_STRING=...       # or in FOLDER/.env, readable by you alone
#   .../deploy/slurm/submit.sh 8 --preset full --scale 100
#
# Cores of a part: SBATCH_CPUS_PER_TASK is not read by sbatch, so edit load.sbatch or finish.sbatch. A part that is
# killed or requeued goes on where it was. After one has failed for good: ZAVA_PARTS=8 sbatch --array=3 load.sbatch and
# the same flags make it again, and finish.sbatch the rest.
set -eu
if [ "$#" -lt 1 ] || ! [ "$1" -ge 1 ] 2>/dev/null; then
  echo "usage: submit.sh PARTS [flags of zava load]" >&2
  exit 2
fi
parts=$1
shift
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
load=$(sbatch --parsable --array="1-$parts" "$here/load.sbatch" "$@")
load=${load%%;*}
finish=$(sbatch --parsable --dependency="afterok:$load" --kill-on-invalid-dep=yes "$here/finish.sbatch" "$@")
echo "load $load finish ${finish%%;*}"
