import { expect, it } from 'vitest';
import type { PlannedTable } from '../src/plan/plan.ts';
import type { FinishedRun } from '../src/run/messages.ts';
import { metricsLine, percentMetrics } from '../src/run/metrics-line.ts';

const runWith = (metrics: Readonly<Record<string, number>>) =>
  ({ result: { metrics, imagesPerSecond: 212.6 } }) as unknown as FinishedRun;

it('shows shares in percent, as the tables do, and other metrics as they are', () => {
  expect(metricsLine(runWith({ top1: 0.1016, top1Base: 0.5, loss: 2.30412, ratio: 0.0125 }), new Set(['ratio']))).toBe(
    'top1 10.16 %, top1Base 50.00 %, loss 2.304, ratio 1.25 %, 213 images/s',
  );
  expect(metricsLine(runWith({ ratio: 0.0125 }))).toBe('ratio 0.0125, 213 images/s');
});

it('leaves out the rate of a run without steps, and metrics of single classes where there are many', () => {
  const recalls = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`recall/${i}`, 1]));
  const run = (metrics: object) => ({ result: { metrics, imagesPerSecond: 0 } }) as unknown as FinishedRun;
  expect(metricsLine(run({ n: 4, ...recalls }))).toBe('n 4');
  expect(metricsLine(run({ n: 4, 'recall/0': 1 }))).toBe('n 4, recall/0 1');
});

it('takes from the tables which trained metrics are in percent', () => {
  const cell = (kind: string, metric: string, unit: string) => ({ cell: { kind, metric }, column: { unit } });
  const cells = [cell('trained', 'ratio', '%'), cell('trained', 'images', ''), cell('measured', 'saved', '%')];
  expect([...percentMetrics([{ cells } as unknown as PlannedTable])]).toEqual(['ratio']);
});
