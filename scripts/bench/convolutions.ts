/** Single convolutions, forward and both gradients, against PyTorch's, which are oneDNN's: `npm run bench:convolutions`. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { RefoldError } from '@refold/core';
import { ROOT } from '../../packages/lab/src/plan/folders.ts';
import { compare } from './compare.ts';
import { DEBIAN, tfjs } from './launches.ts';
import { drawPages, RESULTS } from './page.ts';
import { CONVOLUTION_MODES } from './peer.ts';
import { type ComparisonRecord, mergeRecords, recordOf, tableOf } from './records.ts';
import { findPeers, parseNames, parseNumbers, peerNames, script, withPeers } from './script.ts';

/** Batch, channels, side and filters of 3×3 convolutions with stride 1: those of the networks, and one with batch size 1. */
const SHAPES = [
  [128, 16, 32, 16],
  [128, 32, 16, 32],
  [128, 64, 8, 64],
  [64, 64, 32, 64],
  [128, 128, 16, 128],
  [128, 256, 8, 256],
  [128, 512, 4, 512],
  [128, 512, 2, 512],
  [1, 512, 4, 512],
] as const;

const OUT = `${RESULTS}/convolutions.csv`;

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

await script(
  'npm run bench:convolutions -- [flags]',
  {
    rounds: { default: '15', help: 'timings of each peer' },
    peers: { default: DEBIAN, help: 'peers to compare with' },
    own: { default: 'native', help: 'our backend' },
    out: { default: OUT, help: 'the CSV file' },
  },
  async flags => {
    const rounds = Math.max(...parseNumbers('rounds', flags.rounds));
    const threads = availableParallelism();
    const peers = await findPeers(parseNames('peers', flags.peers, peerNames()), threads, say);
    await withPeers([tfjs(flags.own, threads), ...peers], async ([own, ...others]) => {
      const records: ComparisonRecord[] = [];
      for (const [batch, channels, side, filters] of SHAPES) {
        for (const mode of CONVOLUTION_MODES) {
          const work = { subject: `conv-${channels}x${side}-${filters}`, mode, batch };
          say(`${work.subject} ${mode} ${batch} ...`);
          const comparisons = await compare(own!, others, work, { rounds: () => rounds, onMissing: say });
          records.push(...comparisons.map(recordOf));
        }
        mergeRecords(resolve(ROOT, flags.out), records);
      }
      if (records.length === 0) throw new RefoldError('no peer is installed, so nothing was compared');
      if (flags.out === OUT) drawPages();
      process.stdout.write(`${tableOf(records)}\n`);
    });
  },
);
