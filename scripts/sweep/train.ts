/** Trains one candidate and prints what came of it as a line of JSON. A process of its own, so that several run side by side. */
import { datasetNamed } from '@refold/core/data';
import { train } from '@refold/core/train';
import { cosineRate, decayOn, FAST_BIASES, sgd } from '@refold/lab';
import { instructionSet } from 'tfjs-backend-native';
import { type Candidate, layerOf, REGIMES } from './candidates.ts';

const [regime, name, folder] = process.argv.slice(2) as [string, string, string];
const { candidates, held } = REGIMES[regime]!;
const { metrics, steps } = await train(configuration(candidates[name]!), { folder, backend: 'native' });
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ top1: metrics.top1, steps, seconds: (user + system) / 1e6, set: instructionSet() }));

function configuration(candidate: Candidate) {
  const { images, epochs, batchSize, lr, warmUp, weightDecay, labelSmoothing, pad } = candidate;
  const { normalization: normalize } = datasetNamed('cifar10');
  return {
    layer: layerOf(candidate),
    input: [32, 32, 3],
    data: {
      train: { name: 'cifar10', split: 'train', first: images },
      test: { name: 'cifar10', split: 'train', after: 50_000 - held },
      augment: { crop: { pad }, flip: true, normalize: normalize! },
    },
    seed: 0,
    epochs,
    batchSize,
    evalEvery: epochs,
    loss: { labelSmoothing },
    optimizer: {
      ...sgd({ lr: cosineRate(lr, warmUp), weightDecay: decayOn(weightDecay), lrScale: FAST_BIASES }),
      nesterov: true,
    },
  } as const;
}
