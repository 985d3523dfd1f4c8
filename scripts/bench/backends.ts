/** Training steps and folded inference on every backend that is here, each against `native`: `npm run bench:backends`. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { RefoldError } from '@refold/core';
import { BACKEND_NAMES } from '@refold/core/backend';
import { ROOT } from '../../packages/lab/src/plan/folders.ts';
import { compare } from './compare.ts';
import { tfjs } from './launches.ts';
import { drawPages, RESULTS } from './page.ts';
import type { Launch, Work } from './peer.ts';
import { type ComparisonRecord, mergeRecords, recordOf, tableOf } from './records.ts';
import { greets, parseNames, parseNumbers, script, withPeers } from './script.ts';

const OUT = `${RESULTS}/backends.csv`;
const OWN = 'native';
/** What is timed, by name: 'resnet-20 train'. A generator has instance norms, so nothing of it folds. */
const WORKS = [
  'resnet-20 train',
  'resnet-20 inference',
  'repvgg-small train',
  'repvgg-small inference',
  'generator train',
  'lenet-5 train',
] as const;
/** Rounds of a backend that needs seconds per step; its ratio is far from 1, so few are enough. */
const SLOW_ROUNDS = 2;
const SLOW = ['wasm', 'cpu', 'webgpu'];

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

await script(
  'npm run bench:backends -- [flags]',
  {
    works: { default: WORKS.join(','), help: 'networks, each with train or inference' },
    batch: { default: '32', help: 'batch size' },
    rounds: { default: '9', help: `timings of each backend; at most ${SLOW_ROUNDS} of ${SLOW.join(', ')}` },
    backends: { default: 'tensorflow,wasm,webgpu', help: `backends to compare with ${OWN}` },
    out: { default: OUT, help: 'the CSV file' },
  },
  async flags => {
    const works = parseNames('works', flags.works, WORKS);
    const batch = Math.max(...parseNumbers('batch', flags.batch));
    const rounds = Math.max(...parseNumbers('rounds', flags.rounds));
    const names = parseNames('backends', flags.backends, BACKEND_NAMES).filter(name => name !== OWN);
    const launches: Launch[] = [];
    for (const name of [OWN, ...names]) {
      const launch = tfjs(name, threadsOf(name));
      if (await greets(launch, `${name}: left out`, say)) launches.push(launch);
    }
    if (launches[0]?.name !== OWN)
      throw new RefoldError(`all are compared with ${OWN}, which doesn't start; \`npx refold doctor\` says more`);
    const all: ComparisonRecord[] = [];
    for (const name of works) {
      const [subject, mode] = name.split(' ') as [string, 'train' | 'inference'];
      const records = await measure(launches, { subject, mode, batch }, rounds);
      mergeRecords(resolve(ROOT, flags.out), records);
      all.push(...records);
      if (flags.out === OUT) drawPages();
    }
    process.stdout.write(`${tableOf(all)}\n`);
  },
);

/** The plain backends compute on one thread, the others on all cores. */
function threadsOf(backend: string): number {
  return ['wasm', 'cpu'].includes(backend) ? 1 : availableParallelism();
}

/** In new processes, one per backend, so that nothing is measured with the memory of another. */
function measure(launches: readonly Launch[], work: Work, rounds: number): Promise<readonly ComparisonRecord[]> {
  return withPeers(launches, async ([own, ...others]) => {
    say(`${work.subject} ${work.mode} ${work.batch} ...`);
    const roundsOf = (backend: string): number => (SLOW.includes(backend) ? Math.min(SLOW_ROUNDS, rounds) : rounds);
    const comparisons = await compare(own!, others, work, { rounds: roundsOf, onMissing: say });
    return comparisons.map(recordOf);
  });
}
