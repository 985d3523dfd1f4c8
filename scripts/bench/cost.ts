/** The cost of a training step of ResNet-20 by batch size, width and threads: `npm run bench:cost`. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { count } from '@refold/core/cost';
import { ROOT } from '../../packages/lab/src/plan/folders.ts';
import { writeCsv } from '../../packages/lab/src/results/csv.ts';
import { textTable } from '../../packages/lab/src/terminal/text-table.ts';
import { drawCosts } from './cost-plots.ts';
import { COST_COLUMNS, type Measured, recordsOf } from './cost-records.ts';
import { tfjs } from './launches.ts';
import { INPUT, netNamed } from './nets.ts';
import { drawPages, RESULTS } from './page.ts';
import type { Peer } from './peer.ts';
import { alternate, loadFastest, quietSample } from './sampling.ts';
import { parseNumbers, script, withPeers } from './script.ts';
import { logSlope, spreadOf } from './statistics.ts';

const NET = 'resnet-20';
/** Batch size and width while the other is varied. */
const USUAL = { batch: 128, width: 1 };
const PEAK_SIDE = 1024;
const MIN_PROFILED_STEPS = 5;

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

await script(
  'npm run bench:cost -- [flags]',
  {
    batches: { default: '16,32,64,128,256,512', help: `batch sizes, at width x${USUAL.width}` },
    widths: { default: '0.5,1,2,4', help: `width multipliers, at batch ${USUAL.batch}` },
    threads: { default: [...new Set([1, availableParallelism()])].join(','), help: 'numbers of threads' },
    rounds: { default: '7', help: 'timings of each' },
    own: { default: 'native', help: 'our backend' },
    out: { default: RESULTS, help: 'the folder of cost.csv and cost-*.svg' },
  },
  async flags => {
    const rounds = Math.max(...parseNumbers('rounds', flags.rounds));
    const threads = parseNumbers('threads', flags.threads);
    const points = [
      ...parseNumbers('batches', flags.batches).map(batch => ({ ...USUAL, batch })),
      ...flags.widths.split(',').map(width => ({ ...USUAL, width: Number(width) })),
    ].filter((p, i, all) => i === all.findIndex(q => q.batch === p.batch && q.width === p.width));
    const measured = await withPeers(
      threads.map(number => ({ ...tfjs(flags.own, number), name: `${flags.own} on ${number}` })),
      async peers => {
        const peaks = [];
        for (const peer of peers) peaks.push(await peakOf(peer, rounds));
        const all: Measured[] = [];
        for (const point of points) {
          say(`${NET} x${point.width}, batch ${point.batch} ...`);
          all.push(...(await measure(peers, point, rounds, peaks)));
        }
        return all;
      },
    );
    await report(measured, resolve(ROOT, flags.out));
    if (flags.out === RESULTS) drawPages();
  },
);

/** Floating-point operations per second of a product of two square matrices: the best of all timings. */
async function peakOf(peer: Peer, rounds: number): Promise<number> {
  const { steps } = await loadFastest(peer, { subject: `matmul-${PEAK_SIDE}`, mode: 'forward', batch: 1 });
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) seconds.push((await quietSample(peer, steps)).seconds);
  return (2 * PEAK_SIDE ** 3) / Math.min(...seconds);
}

/** Times one batch size and width with every number of threads, in turns; then profiles it and times the data loader. */
async function measure(
  peers: readonly Peer[],
  { batch, width }: { readonly batch: number; readonly width: number },
  rounds: number,
  peaks: readonly number[],
): Promise<readonly Measured[]> {
  const subject = `${NET}-x${width}`;
  const sides = [];
  for (const peer of peers) sides.push({ ...(await loadFastest(peer, { subject, mode: 'train', batch })), rounds });
  const samples = await alternate(sides);
  // Forward, and as much again for each of the two gradients. That the image needs no gradient is neglected.
  const { macs } = count(netNamed(subject), INPUT).total;
  const flop = 3 * 2 * macs * batch;
  const results: Measured[] = [];
  for (const [i, { peer, steps: enough }] of sides.entries()) {
    const seconds = spreadOf(samples[i]!.map(sample => sample.seconds));
    const javaScript = await peer.profile(Math.max(enough, MIN_PROFILED_STEPS));
    const { steps } = await loadFastest(peer, { subject: 'loader', mode: 'forward', batch });
    results.push({
      batch,
      width,
      threads: peer.greeting.threads,
      macs,
      backend: peer.greeting.detail,
      seconds,
      flops: flop / seconds.median,
      peak: peaks[i]!,
      javaScript,
      loader: (await quietSample(peer, steps)).seconds,
    });
  }
  return results;
}

async function report(measured: readonly Measured[], folder: string): Promise<void> {
  const records = recordsOf(NET, measured);
  writeCsv(resolve(folder, 'cost.csv'), COST_COLUMNS, records);
  await drawCosts(folder);
  const shown = COST_COLUMNS.slice(1, -5);
  process.stdout.write(
    `${textTable(
      shown,
      records.map(record => shown.map(column => record[column])),
    )}\n`,
  );
  for (const number of new Set(measured.map(({ threads }) => threads))) {
    const own = measured.filter(m => m.threads === number && m.width === USUAL.width);
    if (own.length < 2) continue;
    const slope = logSlope(own.map(m => ({ x: m.batch, y: m.seconds.median })));
    process.stdout.write(`${number} thread${number > 1 ? 's' : ''}: time grows as batch^${slope.toFixed(3)}\n`);
  }
}
