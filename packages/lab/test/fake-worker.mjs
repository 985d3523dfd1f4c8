// Stands in for a training: the configuration says how it ends, and what it measures.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configHash } from '@refold/core';

let stopping = false;
let wake = () => {};
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
  if (!stopping && top1 !== undefined) {
    const result = { hash: configHash(config), metrics: { top1: top1 + 0.01 * config.seed }, imagesPerSecond: 100 };
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'result.json'), JSON.stringify(result));
  }
  process.send({ type: stopping ? 'stopped' : 'done' });
});
