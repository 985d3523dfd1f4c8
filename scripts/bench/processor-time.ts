/** Who had the processors while something was timed: Linux's /proc tells; elsewhere nothing is known. */
import { readFileSync } from 'node:fs';

/** Processor time, in seconds since some fixed moment, summed over processors. */
export interface ProcessorTime {
  /** Spent on anything, by anybody; time that a hypervisor took away counts as spent. */
  readonly busy: number;
  /** Spent by the processes asked about. */
  readonly own: number;
  readonly processors: number;
}

/** Length of a tick in /proc: USER_HZ is 100 on every architecture that Node runs on. */
const TICK_SECONDS = 0.01;

/** Reads both clocks; undefined without /proc, or when one of the processes has ended. */
export function processorTime(pids: readonly number[]): ProcessorTime | undefined {
  try {
    const own = pids.reduce((sum, pid) => sum + ownTime(readFileSync(`/proc/${pid}/stat`, 'utf8')), 0);
    return { ...busyTime(readFileSync('/proc/stat', 'utf8')), own };
  } catch {
    return undefined;
  }
}

/** From /proc/stat: all of the first line's columns but idle and iowait, and the number of lines of single processors. */
export function busyTime(stat: string): Pick<ProcessorTime, 'busy' | 'processors'> {
  const [total, ...rest] = stat.split('\n').filter(line => line.startsWith('cpu'));
  // user nice system idle iowait irq softirq steal; guest time after them is part of user.
  const [user, nice, system, , , irq, softirq, steal] = total!.trim().split(/\s+/).slice(1).map(Number);
  const ticks = [user, nice, system, irq, softirq, steal ?? 0].reduce((sum: number, value) => sum + value!, 0);
  return { busy: ticks * TICK_SECONDS, processors: rest.length };
}

/** From /proc/<pid>/stat: user and system time of all threads. The name before may hold spaces and brackets. */
export function ownTime(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_SECONDS;
}

/** The share of the machine's processors that others used between two readings, 0 to 1. */
export function foreignShare(before: ProcessorTime, after: ProcessorTime, seconds: number): number {
  const foreign = after.busy - before.busy - (after.own - before.own);
  return Math.max(0, foreign / (seconds * after.processors));
}
