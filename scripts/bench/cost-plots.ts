/** The cost of a step, drawn so that cost in proportion to work is a level line. */
import { type Series, scatter } from '@refold/core/draw';
import type { Measured } from './cost-records.ts';

/** Pictures by the names of their files. */
export function costPlots(measured: readonly Measured[]): ReadonlyMap<string, string> {
  const usual = measured.filter(m => m.width === 1);
  const batch = Math.max(...measured.filter(m => m.width !== 1).map(m => m.batch), 1);
  const wide = measured.filter(m => m.batch === batch);
  const plots = new Map<string, string>();
  if (usual.length > 1) {
    const cost = (m: Measured) => (1000 * m.seconds.median) / m.batch;
    plots.set(
      'cost-batch',
      scatter(withReference(byThreads(usual, m => m.batch, cost)), {
        title: 'ResNet-20: a training step against batch size',
        x: 'batch',
        y: 'ms an image',
        logX: true,
      }),
    );
  }
  if (wide.length > 1) {
    const share = (m: Measured) => (100 * m.flops) / m.peak;
    plots.set(
      'cost-width',
      scatter(
        byThreads(wide, m => m.width, share),
        {
          title: `ResNet-20: arithmetic rate against width, batch ${batch}`,
          x: 'width multiplier',
          y: '% of the peak rate (direct multiply-adds)',
          logX: true,
        },
      ),
    );
  }
  return plots;
}

/** A line for each number of threads. */
function byThreads(
  measured: readonly Measured[],
  x: (m: Measured) => number,
  y: (m: Measured) => number,
): readonly Series[] {
  const numbers = [...new Set(measured.map(m => m.threads))].sort((a, b) => a - b);
  return numbers.map(number => ({
    name: number === 1 ? '1 thread' : `${number} threads`,
    points: measured.filter(m => m.threads === number).map(m => ({ x: x(m), y: y(m) })),
    line: true,
  }));
}

/** Adds, for the last series, the line of cost in proportion to work, through its largest. */
function withReference(series: readonly Series[]): readonly Series[] {
  const points = series.at(-1)!.points.toSorted((a, b) => a.x - b.x);
  const { y } = points.at(-1)!;
  return [...series, { name: 'linear', points: [points[0]!, points.at(-1)!].map(({ x }) => ({ x, y })), line: true }];
}
