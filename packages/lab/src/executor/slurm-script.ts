/** The scripts that Slurm runs. */
import { type ClusterSettings, coresOf, minutesOf, retriesOf } from './settings.ts';

export interface ScriptPlace {
  readonly batch: string;
  /** The repository's root, which all machines see under the same path. */
  readonly root: string;
  /** The job's name in `squeue`. */
  readonly name: string;
}

/** Seconds before the end of its time at which a run is told to save. */
const NOTICE = 120;

/**
 * The script of one run of a batch: the one whose number is the script's argument plus the number in its array. Slurm itself requeues a job
 * that is preempted or whose node fails; the script requeues one whose time is over, and a few times one that was killed. An error of the run, which
 * would come again, ends it.
 */
export const runScript = (settings: ClusterSettings, place: ScriptPlace): string => `${head(settings, place)}
run=$((\${1:-0} + SLURM_ARRAY_TASK_ID))
# Slurm's notice that the time is nearly over: refold saves, and the run goes on in its next turn.
due=no
trap 'due=yes; kill -TERM "$refold"' USR1
# Of preemption, requeueing or scancel, refold is told by Slurm itself.
stopped=no
trap 'stopped=yes' TERM

node packages/lab/bin/refold.mjs work ${quoted(place.batch)} --run $run &
refold=$!
while true; do
  wait "$refold"
  code=$?
  # A signal ends the waiting, too.
  kill -0 "$refold" 2>/dev/null || break
done

if [ $code -gt 1 ] && [ $stopped = no ]; then
  killed=runs/batches/${quoted(place.batch)}/logs/$run.killed
  [ $due = yes ] || echo $code >> "$killed"
  if [ $due = yes ] || [ $(wc -l < "$killed") -le ${retriesOf(settings)} ]; then
    scontrol requeue "$SLURM_JOB_ID"
  fi
fi
exit $code
`;

/** The script that comes after all runs of a batch, however they ended. */
export const collectScript = (settings: ClusterSettings, place: ScriptPlace): string => `${head(settings, place)}
exec node packages/lab/bin/refold.mjs collect --batch ${quoted(place.batch)}
`;

function head(settings: ClusterSettings, { root, name }: ScriptPlace): string {
  const { partition, memory, gpus, setUp, sbatch = [] } = settings;
  const minutes = minutesOf(settings);
  const options = [
    `--job-name=${name}`,
    `--chdir=${root}`,
    '--open-mode=append',
    '--requeue',
    '--ntasks=1',
    `--cpus-per-task=${coresOf(settings)}`,
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(minutes === undefined ? [] : [`--time=${minutes}`, `--signal=B:USR1@${NOTICE}`]),
    ...(memory === undefined ? [] : [`--mem=${memory}`]),
    ...(gpus ? [`--gpus=${gpus}`] : []),
    ...sbatch,
  ];
  const lines = ['#!/bin/bash', ...options.map(option => `#SBATCH ${option}`), ...(setUp === undefined ? [] : [setUp])];
  return `${lines.join('\n')}\n`;
}

/** A word of the shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
