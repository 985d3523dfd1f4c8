/**
 * How many pictures a second the hand-crafted features take: `npm run bench:features [dataset]` (default: generated-affect).
 * Prints milliseconds of processor time per picture of each extractor alone, of all together (what they share is computed once), and pictures per second on one core and,
 * with as many processes, on all.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type DatasetSpec, datasetNamed, sampleSpec } from '@refold/core/data';
import {
  Analysis,
  EXTRACTORS,
  type Extractor,
  type Picture,
  type PictureExtractor,
  picturesOf,
} from 'emotion-benchmarks';

const PICTURES = 48;
const SIDE = 256;
const ROUNDS = 3;

const isHandCrafted = (extractor: Extractor): extractor is PictureExtractor => 'extract' in extractor;
const HAND_CRAFTED = EXTRACTORS.filter(isHandCrafted);

async function read(name: string): Promise<readonly Picture[]> {
  const spec = sampleSpec(datasetNamed(name), 'train', PICTURES) as DatasetSpec;
  const { chunks, read: pictures } = await picturesOf(spec, SIDE, {});
  return (await Promise.all(chunks.map(pictures))).flat();
}

/** Milliseconds of processor time per picture, the least of some rounds: waiting for other programs doesn't count. */
function timed(pictures: readonly Picture[], extractors: readonly PictureExtractor[]): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage();
    for (const picture of pictures) {
      const analysis = new Analysis(picture);
      for (const { extract } of extractors) extract(analysis);
    }
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times) / pictures.length;
}

const [name = 'generated-affect'] = process.argv.slice(2);
const pictures = await read(name);
const together = timed(pictures, HAND_CRAFTED);

if (process.send !== undefined) {
  process.send(together);
} else {
  const numbers = HAND_CRAFTED.reduce((sum, { size }) => sum + size, 0);
  console.log(
    `${pictures.length} pictures of ${name}, ${SIDE}×${SIDE}; ${HAND_CRAFTED.length} extractors, ${numbers} numbers`,
  );
  for (const extractor of HAND_CRAFTED) {
    console.log(`${extractor.name.padEnd(20)} ${timed(pictures, [extractor]).toFixed(1).padStart(6)} ms`);
  }
  console.log(
    `${'all together'.padEnd(20)} ${together.toFixed(1).padStart(6)} ms: ${(1000 / together).toFixed(1)} pictures per second on one core`,
  );
  const cores = availableParallelism();
  const times = await Promise.all(Array.from({ length: cores }, () => inAnotherProcess(name)));
  const rate = times.reduce((sum, time) => sum + 1000 / time, 0);
  console.log(`${cores} processes at once: ${rate.toFixed(1)} pictures per second`);
}

function inAnotherProcess(dataset: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [dataset], { execArgv: process.execArgv });
    child.on('message', time => resolve(time as number));
    child.on('error', reject);
    child.on('exit', code => code !== 0 && reject(new Error(`the process ended with code ${code}`)));
  });
}
