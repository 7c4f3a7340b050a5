#!/bin/bash
#SBATCH --job-name=gantry
#SBATCH --ntasks=4
#SBATCH --cpus-per-task=4
#SBATCH --signal=TERM@120
# A run on several workers under Slurm, one a task; the folder must be one that all nodes share:
#
#   sbatch --ntasks=8 scripts/cluster/slurm.sh cifar10-dcgan runs/cifar10-dcgan --set training.batch=512
#
# The first two words are the configuration and the run's folder, all others are gantry train's own.
# With a GPU a worker: sbatch --gpus-per-task=1. The same words go on with a run from its last
# checkpoint, with another --ntasks too.
#
#   GANTRY            the program; else scripts/gantry of the folder that sbatch was called in
#   GANTRY_PORT       first port of each node; 2222
#   GANTRY_RESTARTS   how often lost workers are started again; 10
set -euo pipefail

if [ $# -lt 2 ]; then
  echo 'gantry: give a configuration and the folder of the run' >&2
  exit 2
fi
config=$1
run=$2
shift 2
gantry=${GANTRY:-${SLURM_SUBMIT_DIR:-.}/scripts/gantry}
port=${GANTRY_PORT:-2222}
restarts=${GANTRY_RESTARTS:-10}

cluster=$(mktemp "$PWD/.gantry-cluster-XXXXXX")
trap 'rm -f "$cluster"' EXIT

# Each task's node, in the order of the tasks; those of one node have ports one after another.
{
  echo 'workers:'
  # shellcheck disable=SC2016 # for the tasks' shells
  srun sh -c 'echo "$SLURM_PROCID $(hostname) $SLURM_LOCALID"' | sort -n |
    while read -r _ node local; do
      echo "  - $node:$((port + local))"
    done
} >"$cluster"

for attempt in $(seq 0 "$restarts"); do
  code=0
  # Every task ends by itself when another is lost; srun answers with the greatest exit code.
  # shellcheck disable=SC2016
  srun --kill-on-bad-exit=0 --export=ALL,GANTRY="$gantry" \
    sh -c 'exec "$GANTRY" train "$@" --task "worker:$SLURM_PROCID"' gantry \
    "$config" --run "$run" --cluster "$cluster" "$@" || code=$?
  case $code in
    0 | 1 | 2 | 4 | 130 | 143) exit "$code" ;;
  esac
  echo "gantry: a worker was lost (exit code $code); going on from the last checkpoint ($attempt of $restarts restarts)" >&2
done
exit "$code"
