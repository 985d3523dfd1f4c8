// Stands in for a worker that trains: the configuration says how a run ends, what it measures and what it leaves.
import { mkdirSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { configHash } from '@refold/core/runs';

let stopping = false;
let wake = () => {};
let taken = true;
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', async message => {
  if (message.type === 'stop') {
    stopping = true;
    wake();
    return;
  }
  const { config, folder } = message.job;
  const { behaviour, ms = 1, top1 } = config;
  process.send({ type: 'progress', fraction: 0.5, imagesPerSecond: 100 });
  if (behaviour === 'taken' && taken) {
    taken = false;
    process.send({ type: 'busy' });
    return;
  }
  if (behaviour === 'die') process.exit(3);
  if (behaviour === 'fail') {
    process.send({ type: 'failed', message: 'the loss is not a number', stack: undefined });
    return;
  }
  if (!stopping) {
    await new Promise(resolve => {
      wake = resolve;
      setTimeout(resolve, ms);
    });
  }
  if (stopping) {
    process.send({ type: 'stopped' });
    return;
  }
  const { provenance } = message;
  const result = {
    hash: configHash(config),
    metrics: {
      top1: top1 + 0.01 * config.seed + (config.noise?.[config.seed] ?? 0),
      ...(config.tellsPriority && { priority: getPriority() }),
    },
    steps: 1,
    imagesPerSecond: 100,
    seconds: 2,
    backend: message.job.backend,
  };
  if (top1 !== undefined && !config.leavesNothing) {
    mkdirSync(folder, { recursive: true });
    if (config.weight !== undefined) await saveWeight(folder, result.hash, config.weight);
    writeFileSync(join(folder, 'provenance.json'), JSON.stringify(provenance));
    writeFileSync(join(folder, 'result.json'), JSON.stringify(result));
  }
  process.send({ type: 'done', result, provenance });
});

/** A checkpoint of a network of one number. */
async function saveWeight(folder, hash, weight) {
  const { MODEL, writeCheckpoint } = await import('@refold/core/train');
  const progress = { step: 1, lossSums: {}, seconds: 1, stepSeconds: 1, backends: [], records: [] };
  const params = new Map([['weight', { shape: [1], data: Float32Array.of(weight) }]]);
  const players = new Map([[MODEL, { params, optimizer: new Map() }]]);
  writeCheckpoint(join(folder, 'checkpoint.safetensors'), { hash, progress, players, state: new Map() });
}
