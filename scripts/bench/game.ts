/** One iteration of CycleEmotionGAN++ and its peak memory, ours against PyTorch's: `npm run bench:game`. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { RefoldError } from '@refold/core';
import { ROOT } from '../../packages/lab/src/plan/folders.ts';
import { writeCsv } from '../../packages/lab/src/results/csv.ts';
import { compare } from './compare.ts';
import { DEBIAN, tfjs } from './launches.ts';
import { RESULTS } from './page.ts';
import type { Launch, Peer } from './peer.ts';
import { COLUMNS, recordOf, rounded, tableOf } from './records.ts';
import { findPeers, parseNames, parseNumbers, peerNames, script, withPeers } from './script.ts';

const MEMORY = ['ours_mib', 'peer_mib', 'memory_ratio'] as const;

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

await script(
  'npm run bench:game -- [flags]',
  {
    batches: { default: '8', help: 'batch sizes' },
    rounds: { default: '9', help: 'timings of each peer' },
    peers: { default: DEBIAN, help: 'peers to compare with' },
    own: { default: 'native', help: 'our backend' },
    out: { default: `${RESULTS}/game.csv`, help: 'the CSV file' },
  },
  async flags => {
    const rounds = Math.max(...parseNumbers('rounds', flags.rounds));
    const threads = availableParallelism();
    const peers = await findPeers(parseNames('peers', flags.peers, peerNames()), threads, say);
    if (peers.length === 0) throw new RefoldError('no peer is installed, so nothing was compared');
    const records = [];
    for (const batch of parseNumbers('batches', flags.batches)) {
      for (const peer of peers) records.push(...(await measure(tfjs(flags.own, threads), peer, batch, rounds)));
    }
    writeCsv(resolve(ROOT, flags.out), [...COLUMNS, ...MEMORY], records);
    process.stdout.write(`${tableOf(records)}\n\n`);
    for (const { batch, peer, ours_mib: ours, peer_mib: theirs, memory_ratio: ratio } of records)
      process.stdout.write(`peak memory at batch ${batch}: ours ${ours} MiB, ${peer} ${theirs} MiB, ratio ${ratio}\n`);
  },
);

/** In new processes, so that peaks are of this work alone. */
function measure(ours: Launch, theirs: Launch, batch: number, rounds: number) {
  return withPeers([ours, theirs], async ([own, peer]) => {
    const work = { subject: 'cycleemotiongan-64', mode: 'game', batch } as const;
    const comparisons = await compare(own!, [peer!], work, { rounds: () => rounds, onMissing: say });
    const [mine, other] = [peakOf(own!), peakOf(peer!)];
    return comparisons.map(comparison => ({
      ...recordOf(comparison),
      ours_mib: rounded(mine),
      peer_mib: rounded(other),
      memory_ratio: rounded(mine / other),
    }));
  });
}

/** The most memory that a process had at once, in MiB. */
function peakOf({ name, pid }: Peer): number {
  const peak = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (peak === undefined) throw new RefoldError(`${name}: this system doesn't tell a process's peak memory`);
  return Number(peak) / 1024;
}
