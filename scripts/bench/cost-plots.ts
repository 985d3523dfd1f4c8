/** Plots of a step's cost against its work on logarithmic axes, with a line of cost proportional to work. */
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import { type CurvePoint, curves, svgOf } from '../../packages/lab/src/plot/index.ts';
import { readAnyCsv } from '../../packages/lab/src/results/csv.ts';

/** A line of cost.csv, as far as its plots need it. */
interface Cost {
  readonly batch: number;
  readonly width: number;
  readonly threads: number;
  readonly macs: number;
  /** Milliseconds per step: the median, and the quartiles. */
  readonly ms: number;
  readonly q1: number;
  readonly q3: number;
}

/** Draws cost-*.svg from the cost.csv of a folder. */
export async function drawCosts(folder: string): Promise<void> {
  const costs = readAnyCsv(join(folder, 'cost.csv')).map(
    line => Object.fromEntries(Object.entries(line).map(([column, text]) => [column, Number(text)])) as unknown as Cost,
  );
  for (const [name, svg] of await costPlots(costs)) writeFileAtomic(join(folder, `${name}.svg`), svg);
}

/** SVG pictures by file name. */
async function costPlots(costs: readonly Cost[]): Promise<ReadonlyMap<string, string>> {
  const usual = costs.filter(({ width }) => width === 1);
  const batch = Math.max(...costs.filter(({ width }) => width !== 1).map(cost => cost.batch), 1);
  const plots = new Map<string, string>();
  const add = async (
    name: string,
    points: readonly Cost[],
    x: (cost: Cost) => number,
    title: string,
    label: string,
  ) => {
    if (points.length < 2) return;
    const measured = byThreads(points, x);
    const spec = curves(measured, {
      title,
      subtitle: 'Lines through points: quartiles of the timings; dotted: time proportional to the work',
      guide: proportional(measured),
      x: { title: label, log: true },
      y: { title: 'ms per step', log: true },
    });
    plots.set(name, await svgOf(spec));
  };
  const title = 'ResNet-20: a training step against';
  await add('cost-batch', usual, cost => cost.batch, `${title} batch size`, 'batch size');
  await add(
    'cost-width',
    costs.filter(cost => cost.batch === batch),
    cost => cost.macs / 1e6,
    `${title} width, batch ${batch}`,
    'millions of multiply-adds per image',
  );
  return plots;
}

/** One series per number of threads, from the fewest. */
const byThreads = (costs: readonly Cost[], x: (cost: Cost) => number): readonly CurvePoint[] =>
  costs
    .toSorted((a, b) => a.threads - b.threads || x(a) - x(b))
    .map(cost => ({
      series: cost.threads === 1 ? '1 thread' : `${cost.threads} threads`,
      x: x(cost),
      y: cost.ms,
      low: cost.q1,
      high: cost.q3,
    }));

/** Time proportional to work, through the last point of the last series. */
function proportional(points: readonly CurvePoint[]): readonly { readonly x: number; readonly y: number }[] {
  const last = points.at(-1)!;
  const first = points.find(({ series }) => series === last.series)!;
  return [first, last].map(({ x }) => ({ x, y: (last.y * x) / last.x }));
}
