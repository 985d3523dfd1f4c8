/**
 * Compares networks and recipes on held-out training images of CIFAR-10, and appends what it finds to docs/recipes.csv:
 *   npx tsx scripts/sweep.ts quick
 * Candidates that have a line are not trained again. The test images are never looked at.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { count } from '@refold/core/cost';
import { writeFileAtomic } from '@refold/core/io';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { type Candidate, layerOf, REGIMES } from './sweep/candidates.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const table = join(root, 'docs/recipes.csv');

const [regime = ''] = process.argv.slice(2);
const { candidates, held } = REGIMES[regime] ?? fail(`name one of ${Object.keys(REGIMES).join(', ')}`);

const keyOf = (line: Readonly<Record<string, unknown>>): string => `${line.scale}: ${line.candidate}`;
const lines: Record<string, unknown>[] = existsSync(table) ? parse(readFileSync(table), { columns: true }) : [];
const open = Object.entries(candidates).filter(
  ([candidate]) => !lines.some(line => keyOf(line) === keyOf({ scale: regime, candidate })),
);
await Promise.all(Array.from({ length: availableParallelism() }, work));

async function work(): Promise<void> {
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const [name, candidate] = next;
    const line = describe(name, candidate, await trained(name));
    lines.push(line);
    writeFileAtomic(table, stringify(lines, { header: true }));
    console.log(`${keyOf(line)} · ${line.top1} % · ${line.core_minutes} core-minutes`);
  }
}

interface Outcome {
  readonly top1: number;
  readonly steps: number;
  /** Of one core. */
  readonly seconds: number;
  /** The processor's instructions that kernels used. */
  readonly set: string;
}

async function trained(name: string): Promise<Outcome> {
  const folder = join(root, 'runs/sweep', `${regime}-${name}`.replace(/[^\w.-]+/g, '-'));
  const args = ['--import', 'tsx', join(root, 'scripts/sweep/train.ts'), regime, name, folder];
  const env = { ...process.env, TFJS_NATIVE_THREADS: '1', TFJS_NATIVE_DETERMINISTIC: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
  return JSON.parse(stdout);
}

function describe(name: string, candidate: Candidate, { top1, seconds, steps, set }: Outcome) {
  const { spec, skeleton, ...recipe } = candidate;
  const { macs, params } = count(layerOf(candidate), [32, 32, 3]).total;
  return {
    scale: regime,
    candidate: name,
    depths: skeleton ? "RepMLP's" : spec.depths.join('-'),
    widths: (skeleton ?? spec.widths).join('-'),
    strides: skeleton ? '' : spec.strides?.join('-'),
    mega_macs: (macs / 1e6).toFixed(1),
    kilo_params: (params / 1e3).toFixed(0),
    ...recipe,
    steps,
    held_out: held,
    top1: (100 * top1).toFixed(2),
    core_minutes: (seconds / 60).toFixed(2),
    instructions: set,
  };
}

function fail(what: string): never {
  console.error(what);
  process.exit(1);
}
