// A worker's own file has to be JavaScript: --import's loaders don't reach it on Node 20.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { train } = await import('./training.ts');
parentPort.postMessage(await train(workerData));
