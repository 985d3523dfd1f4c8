/** A run whose disk fills up after its first checkpoint, as a process of its own: node --import tsx full-disk.ts <folder on a small disk>. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chain, flatten, linear } from '../../src/layers/index.ts';
import { readCheckpoint, type TrainConfig, type TrainEvent, train } from '../../src/train/index.ts';

const data = { name: 'generated', classes: 3, shape: [4, 4, 3], size: 12 } as const;
const config: TrainConfig = {
  layer: chain({ flat: flatten(), fc: linear(3) }),
  input: [4, 4, 3],
  data: { train: { ...data, split: 'train' }, test: { ...data, split: 'test' } },
  optimizer: { kind: 'sgd', lr: { kind: 'constant', value: 0.01 } },
  epochs: 2,
  batchSize: 6,
  seed: 0,
};

const [disk = ''] = process.argv.slice(2);
const [folder, filler] = [join(disk, 'run'), join(disk, 'filler')];
const fill = (event: TrainEvent): void => {
  if (event.kind !== 'checkpoint') return;
  try {
    writeFileSync(filler, Buffer.alloc(2 ** 20));
  } catch {}
};
const options = { folder, backend: 'cpu', checkpointEvery: 0 };
const failure = await train(config, { ...options, onEvent: fill }).catch((error: Error) => error.message);
const { step } = readCheckpoint(join(folder, 'checkpoint.safetensors')).progress;
rmSync(filler);
const resumed = await train(config, options);
const whole = await train(config, { ...options, folder: join(disk, 'whole') });
console.log(JSON.stringify({ failure, step, resumed: resumed.epochs, whole: whole.epochs }));
