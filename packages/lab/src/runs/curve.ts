/** A run's metrics.jsonl, read line by line: a curve of a few points out of a file of any length, in little memory. */
import { createReadStream } from 'node:fs';
import type { MetricsRecord } from '@refold/core/train';

/** Metrics at one step; of those that aren't in its line, none. */
export interface CurvePoint {
  readonly step: number;
  readonly epoch: number;
  readonly values: Readonly<Record<string, number>>;
}

/** The metrics that a line of `metrics.jsonl` has, by name; losses by name are 'losses.cycle', 'trainLosses.cycle'. */
export function metricsOf({ step, epoch, ...record }: MetricsRecord): CurvePoint {
  const values: Record<string, number> = {};
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === 'number') values[name] = value;
    else if (name === 'test') Object.assign(values, value);
    else if (name !== 'notes') {
      for (const [loss, number] of Object.entries(value as Record<string, number>)) values[`${name}.${loss}`] = number;
    }
  }
  return { step, epoch, values };
}

/** Every line of a file of metrics, in order. A last line that is being written is left out. */
export async function* metricsIn(path: string): AsyncGenerator<MetricsRecord> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 })) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield JSON.parse(line) as MetricsRecord;
  }
}

/**
 * A curve of the lines that pass: the last of them always, and of the others every so-many-th.
 * @param most points, 2 at least
 */
export async function readCurve(
  path: string,
  passes: (record: MetricsRecord) => boolean,
  most: number,
): Promise<readonly CurvePoint[]> {
  let kept: MetricsRecord[] = [];
  let [apart, count] = [1, 0];
  let last: MetricsRecord | undefined;
  for await (const record of metricsIn(path)) {
    if (!passes(record)) continue;
    last = record;
    if (count++ % apart !== 0) continue;
    kept.push(record);
    if (kept.length < most) continue;
    kept = kept.filter((_, i) => i % 2 === 0);
    apart *= 2;
  }
  if (last !== undefined && kept.at(-1) !== last) kept.push(last);
  return kept.map(metricsOf);
}
