/** Trains in two JavaScript threads at once, and then in this one; tells what each found, and what the two left. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { memory } from '../../src/index.ts';
import { train } from './training.ts';

const STEPS = 10;

const inWorker = async (): Promise<number[]> => {
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: STEPS });
  const [[losses]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
  return losses;
};

const workers = await Promise.all([inWorker(), inWorker()]);
const left = memory().live;
console.log(JSON.stringify({ workers, alone: await train(STEPS), left }));
