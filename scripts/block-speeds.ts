/**
 * Times a training step of every block in every host of the guide against the host as it is, in alternation, and writes experiments/guide/speeds.csv:
 *   npx tsx scripts/block-speeds.ts
 * Runs of the same time have as many epochs as these speeds say: measured anew, they become other runs.
 */
import { join } from 'node:path';
import { selectBackend } from '@refold/core/backend';
import { writeFileAtomic } from '@refold/core/io';
import { CIFAR } from '@refold/core/zoo';
import { stringify } from 'csv-stringify/sync';
import { HOSTS } from 'guide';
import { BLOCKS, type BlockName, withBlocks } from '../experiments/guide/blocks.ts';
import { ROOT } from '../packages/lab/src/plan/folders.ts';
import { alternate, ratiosOf } from '../packages/lab/src/run/bench.ts';
import { prepare } from '../packages/lab/src/run/bench-network.ts';
import { provenance } from './bench/records.ts';
import { quantile } from './bench/statistics.ts';

const ROUNDS = 9;
/** Of the recipes of docs/recipes.md, by size of the host. */
const BATCHES = { tiny: 32, small: 64, medium: 128 } as const;

const { name: backend } = await selectBackend('auto');
const lines: Record<string, string>[] = [];
for (const [host, sizes] of Object.entries(HOSTS)) {
  for (const [size, batchSize] of Object.entries(BATCHES)) {
    const { build } = sizes[size as keyof typeof BATCHES];
    const step = (block: BlockName) =>
      prepare({ layer: withBlocks(build(10), CIFAR, block), input: CIFAR, batchSize, mode: 'train' });
    const plain = await step('plain');
    for (const block of Object.keys(BLOCKS) as BlockName[]) {
      const speed = block === 'plain' ? 1 : await speedOf(await step(block), plain);
      lines.push({
        host,
        size,
        block,
        speed: speed.toFixed(3),
        rounds: String(ROUNDS),
        backend: backend,
        ...provenance(),
      });
      console.log(`${host} ${size} ${block}: ${speed.toFixed(3)}`);
    }
    plain.dispose();
  }
}
writeFileAtomic(join(ROOT, 'experiments/guide/speeds.csv'), stringify(lines, { header: true }));

async function speedOf(own: Awaited<ReturnType<typeof prepare>>, plain: typeof own): Promise<number> {
  const timings = await alternate(own.run, plain.run, ROUNDS);
  own.dispose();
  return quantile(ratiosOf(timings, 'rate', { own: own.work, reference: plain.work }), 0.5);
}
