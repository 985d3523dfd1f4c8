/** Training steps and folded inference of whole networks, ours against PyTorch, ONNX Runtime and tfjs wasm: `npm run bench:peers`. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { RefoldError } from '@refold/core';
import { ROOT } from '../../packages/lab/src/plan/folders.ts';
import { compare } from './compare.ts';
import { tfjs } from './launches.ts';
import { NET_NAMES } from './nets.ts';
import { drawPages, RESULTS } from './page.ts';
import type { Launch, Work } from './peer.ts';
import { type ComparisonRecord, mergeRecords, recordOf, tableOf } from './records.ts';
import { findPeers, parseNames, parseNumbers, peerNames, script, withPeers } from './script.ts';

/** One image is inferred; nobody trains on it. */
const modesOf = (batch: number) => (batch === 1 ? (['inference'] as const) : (['train', 'inference'] as const));
/** Rounds of wasm, which takes seconds per step; its ratio is far from 1, so two are enough. */
const WASM_ROUNDS = 2;
const OUT = `${RESULTS}/peers.csv`;

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

await script(
  'npm run bench:peers -- [flags]',
  {
    nets: { default: NET_NAMES.join(','), help: 'networks' },
    batches: { default: '128,32,1', help: 'batch sizes' },
    rounds: { default: '9', help: 'timings of each peer' },
    peers: { default: peerNames().join(','), help: 'peers to compare with' },
    own: { default: 'native', help: 'our backend' },
    out: { default: OUT, help: 'the CSV file' },
  },
  async flags => {
    const nets = parseNames('nets', flags.nets, NET_NAMES);
    const batches = parseNumbers('batches', flags.batches);
    const rounds = Math.max(...parseNumbers('rounds', flags.rounds));
    const threads = availableParallelism();
    const own = tfjs(flags.own, threads);
    const names = parseNames('peers', flags.peers, peerNames()).filter(name => name !== flags.own);
    const launches = [own, ...(await findPeers(names, threads, say))];
    const roundsOf = (peer: string): number => (peer === 'wasm' ? Math.min(WASM_ROUNDS, rounds) : rounds);
    const all: ComparisonRecord[] = [];
    for (const net of nets) {
      const works = batches.flatMap(batch => modesOf(batch).map(mode => ({ subject: net, mode, batch })));
      const records = await measure(launches, works, roundsOf);
      mergeRecords(resolve(ROOT, flags.out), records);
      all.push(...records);
      if (flags.out === OUT) drawPages();
      process.stdout.write(`${tableOf(records)}\n\n`);
    }
    if (nets.length > 1) process.stdout.write(`${tableOf(all)}\n`);
  },
);

/** Compares on one network, in new processes, so that no network is measured with the memory of another. */
function measure(
  launches: readonly Launch[],
  works: readonly Work[],
  rounds: (peer: string) => number,
): Promise<readonly ComparisonRecord[]> {
  return withPeers(launches, async ([own, ...peers]) => {
    const records: ComparisonRecord[] = [];
    for (const work of works) {
      say(`${work.subject} ${work.mode} ${work.batch} ...`);
      try {
        const comparisons = await compare(own!, peers, work, { rounds, onMissing: say });
        records.push(...comparisons.map(recordOf));
      } catch (error) {
        if (!(error instanceof RefoldError)) throw error;
        say(`not measured: ${error.message}`);
        process.exitCode = 1;
      }
    }
    return records;
  });
}
