/** Which processes used the processors during a timing, read from Linux's /proc; unknown on other systems. */
import { readFileSync } from 'node:fs';

/** Processor time, in seconds since some fixed moment, summed over processors. */
export interface ProcessorTime {
  /** Used by all processes, including time stolen by a hypervisor. */
  readonly busy: number;
  /** Used by the given processes. */
  readonly own: number;
  readonly processors: number;
}

/** Length of a tick in /proc: USER_HZ is 100 on every architecture that Node runs on. */
const TICK_SECONDS = 0.01;

/** Returns the processor time so far; undefined without /proc, or when one of the processes has ended. */
export function processorTime(pids: readonly number[]): ProcessorTime | undefined {
  try {
    const own = pids.reduce((sum, pid) => sum + ownTime(readFileSync(`/proc/${pid}/stat`, 'utf8')), 0);
    return { ...busyTime(readFileSync('/proc/stat', 'utf8')), own };
  } catch {
    return undefined;
  }
}

/** Parses /proc/stat: sums the first line except idle and iowait, and counts the lines of single processors. */
export function busyTime(stat: string): Pick<ProcessorTime, 'busy' | 'processors'> {
  const [total, ...rest] = stat.split('\n').filter(line => line.startsWith('cpu'));
  // user nice system idle iowait irq softirq steal; guest time after them is part of user.
  const [user, nice, system, , , irq, softirq, steal] = total!.trim().split(/\s+/).slice(1).map(Number);
  const ticks = [user, nice, system, irq, softirq, steal ?? 0].reduce((sum: number, value) => sum + value!, 0);
  return { busy: ticks * TICK_SECONDS, processors: rest.length };
}

/** Parses /proc/<pid>/stat: user and system time of all threads. The process name may contain spaces and brackets. */
export function ownTime(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_SECONDS;
}

/** Returns the share of the machine's processors that other processes used between two readings, 0 to 1. */
export function foreignShare(before: ProcessorTime, after: ProcessorTime, seconds: number): number {
  const foreign = after.busy - before.busy - (after.own - before.own);
  return Math.max(0, foreign / (seconds * after.processors));
}
