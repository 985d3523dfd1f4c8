/** The measured cost of a step, and its lines in cost.csv. */
import type { CsvRecord } from '../../packages/lab/src/results/csv.ts';
import { provenance, rounded } from './records.ts';
import type { Spread } from './statistics.ts';

/** A training step at one batch size, width and number of threads. */
export interface Measured {
  readonly batch: number;
  /** Multiplier of the network's widths. */
  readonly width: number;
  readonly threads: number;
  /** Multiply-adds per image, forward. */
  readonly macs: number;
  readonly backend: string;
  readonly seconds: Spread;
  /** Operations per second, counted as direct convolutions: Winograd needs fewer, so this can exceed the peak. */
  readonly flops: number;
  /** Operations per second of a matrix product with as many threads. */
  readonly peak: number;
  /** Share of the main thread's time that is spent in JavaScript. */
  readonly javaScript: number;
  /** Seconds to make a batch of the same size. */
  readonly loader: number;
}

export const COST_COLUMNS = [
  'net',
  'batch',
  'width',
  'threads',
  'macs',
  'ms',
  'q1',
  'q3',
  'n',
  'gflops',
  'peak_gflops',
  'share_of_peak',
  'javascript_share',
  'loader_ms',
  'loader_share',
  'backend',
  'machine',
  'node',
  'commit',
  'date',
] as const;

/** Lines of cost.csv. */
export function recordsOf(
  net: string,
  measured: readonly Measured[],
): readonly CsvRecord<(typeof COST_COLUMNS)[number]>[] {
  const where = provenance();
  return measured.map(({ batch, width, threads, macs, backend, seconds, flops, peak, javaScript, loader }) => ({
    net,
    batch: String(batch),
    width: String(width),
    threads: String(threads),
    macs: String(macs),
    ms: rounded(1000 * seconds.median),
    q1: rounded(1000 * seconds.q1),
    q3: rounded(1000 * seconds.q3),
    n: String(seconds.n),
    gflops: rounded(flops / 1e9),
    peak_gflops: rounded(peak / 1e9),
    share_of_peak: rounded(flops / peak),
    javascript_share: rounded(javaScript),
    loader_ms: rounded(1000 * loader),
    loader_share: rounded(loader / seconds.median),
    backend,
    ...where,
  }));
}
