/** Where the time of a repeated step goes, kernel by kernel, on a machine that also does other things. */
import { RefoldError } from '@refold/core';
import { quantile } from './statistics.ts';

type Addon = Record<string, unknown>;

/** What the calls of one kind take in a step. */
export interface KernelShare {
  readonly name: string;
  /** Per step; of JavaScript: 1. */
  readonly calls: number;
  readonly milliseconds: number;
}

/** One step: the name of each call of the addon, its milliseconds, and those of JavaScript before it and after the last. */
export interface RecordedStep {
  readonly names: string[];
  readonly inside: number[];
  readonly before: number[];
}

/**
 * Records `count` steps, call by call.
 * @param nameOf names a call by the function and its arguments
 */
export async function recordSteps(
  addon: Addon,
  step: () => void | Promise<void>,
  count: number,
  nameOf: (name: string, args: readonly unknown[]) => string = name => name,
  now = () => performance.now(),
): Promise<readonly RecordedStep[]> {
  const own = Object.entries(addon).filter(
    (entry): entry is [string, CallableFunction] => entry[1] instanceof Function,
  );
  let record: RecordedStep = { names: [], inside: [], before: [] };
  let left = 0;
  for (const [name, run] of own) {
    addon[name] = (...args: unknown[]) => {
      const start = now();
      record.before.push(start - left);
      try {
        return run(...args);
      } finally {
        record.names.push(nameOf(name, args));
        left = now();
        record.inside.push(left - start);
      }
    };
  }
  try {
    const steps: RecordedStep[] = [];
    for (let i = 0; i < count; i++) {
      record = { names: [], inside: [], before: [] };
      left = now();
      await step();
      record.before.push(now() - left);
      steps.push(record);
    }
    return steps;
  } finally {
    Object.assign(addon, Object.fromEntries(own));
  }
}

/**
 * What each kind of call takes in a step, largest first, JavaScript among them. A step makes the same calls each time, so every one of
 * them counts with the lower quartile of its times: what other processes added to it now and then drops out. Steps that make other
 * calls than most (the first may allocate more) are left out.
 * @throws RefoldError if no two steps make the same calls
 */
export function sharesOf(steps: readonly RecordedStep[]): readonly KernelShare[] {
  const bySequence = new Map<string, RecordedStep[]>();
  for (const step of steps) {
    const key = step.names.join();
    bySequence.set(key, [...(bySequence.get(key) ?? []), step]);
  }
  const alike = [...bySequence.values()].reduce<RecordedStep[]>((a, b) => (b.length > a.length ? b : a), []);
  if (alike.length < 2) throw new RefoldError('no two steps made the same calls; record more of them');
  const typical = (times: (step: RecordedStep) => number): number => quantile(alike.map(times), 0.25);
  const totals = new Map<string, { calls: number; milliseconds: number }>();
  for (const [i, name] of alike[0]!.names.entries()) {
    const total = totals.get(name) ?? { calls: 0, milliseconds: 0 };
    totals.set(name, { calls: total.calls + 1, milliseconds: total.milliseconds + typical(step => step.inside[i]!) });
  }
  const idle = alike[0]!.before.reduce((sum, _, i) => sum + typical(step => step.before[i]!), 0);
  return [
    ...[...totals].map(([name, total]) => ({ name, ...total })),
    { name: 'JavaScript', calls: 1, milliseconds: idle },
  ].sort((a, b) => b.milliseconds - a.milliseconds);
}
