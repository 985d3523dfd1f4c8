/** Plots of a step's cost against its work on logarithmic axes, with a line of cost proportional to work. */
import { type Series, scatter } from '@refold/core/draw';
import type { Measured } from './cost-records.ts';

/** Returns SVG pictures by file name. */
export function costPlots(measured: readonly Measured[]): ReadonlyMap<string, string> {
  const usual = measured.filter(m => m.width === 1);
  const batch = Math.max(...measured.filter(m => m.width !== 1).map(m => m.batch), 1);
  const wide = measured.filter(m => m.batch === batch);
  const plots = new Map<string, string>();
  const add = (name: string, points: readonly Measured[], x: (m: Measured) => number, title: string, label: string) => {
    if (points.length < 2) return;
    const series = byThreads(points, x, m => 1000 * m.seconds.median);
    plots.set(name, scatter(withReference(series), { title, x: label, y: 'ms per step', logX: true, logY: true }));
  };
  const title = 'ResNet-20: a training step against';
  add('cost-batch', usual, m => m.batch, `${title} batch size`, 'batch size');
  add('cost-width', wide, m => m.macs / 1e6, `${title} width, batch ${batch}`, 'millions of multiply-adds per image');
  return plots;
}

/** One series per number of threads. */
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

/** Adds a line of time proportional to work, through the last point of the last series. */
function withReference(series: readonly Series[]): readonly Series[] {
  const points = series.at(-1)!.points.toSorted((a, b) => a.x - b.x);
  const [first, last] = [points[0]!, points.at(-1)!];
  const line = [
    { x: first.x, y: (last.y * first.x) / last.x },
    { x: last.x, y: last.y },
  ];
  return [...series, { name: 'linear', points: line, line: true }];
}
