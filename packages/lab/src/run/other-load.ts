/** What else kept this machine busy while something was timed. */
import { cpus } from 'node:os';

/** Time that a machine and this process have used up to now, in seconds. */
export interface Usage {
  readonly elapsed: number;
  /** Of all cores, by all processes. */
  readonly machine: number;
  /** Of all cores, by this process. */
  readonly own: number;
}

/** What the system counts; a container counts its whole machine, whose load is what disturbs it. */
export function usageNow(): Usage {
  const machine = cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
  const { user, system } = process.cpuUsage();
  return { elapsed: performance.now() / 1000, machine: machine / 1000, own: (user + system) / 1e6 };
}

/** The cores that other processes kept busy between two moments, on average. */
export function busyCores(from: Usage, to: Usage): number {
  const elapsed = to.elapsed - from.elapsed;
  const others = to.machine - from.machine - (to.own - from.own);
  return elapsed > 0 ? Math.max(0, others / elapsed) : 0;
}

/** A machine is never wholly idle: below this nothing is said. */
const QUIET_CORES = 0.1;

/** What a timing says of its machine: 'beside other work on 1.3 cores'; empty where it was quiet. */
export const loadInWords = (cores: number): string =>
  cores < QUIET_CORES
    ? ''
    : `beside other work on ${cores.toFixed(1)} ${cores.toFixed(1) === '1.0' ? 'core' : 'cores'}`;
