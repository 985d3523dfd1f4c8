/** Runs of every kind in the conformance suite of tasks: they resume bit for bit, hold their memory, and name a loss that isn't finite. */
import { constant } from '@refold/core/optim';
import { describeTask } from '../../core/test/support/task-conformance.ts';
import { adaptation } from '../src/adaptation.ts';
import type { AdaptationConfig } from '../src/config.ts';
import { FEATURES, PIXELS, TINY } from './support/tiny.ts';

const options = { registry: { tasks: { adaptation } } };

const run = (name: string, config: AdaptationConfig, diverging: AdaptationConfig, message: RegExp): void =>
  describeTask(name, { config, options, watchedSteps: 100, diverging: { config: diverging, message } });

const whole: AdaptationConfig = {
  ...TINY,
  flip: true,
  pixels: { ...PIXELS, alpha: 0.84, semantic: { distance: 'mikels', judge: 'dynamic' } },
  features: FEATURES,
};
const steep = (config: AdaptationConfig): AdaptationConfig => ({
  ...config,
  classifier: { ...config.classifier, lr: constant(1e30) },
});

run('CycleEmotionGAN++', whole, steep(whole), /task|semantic|alignment|featureCritic/);

const oneWay: AdaptationConfig = {
  ...TINY,
  pixels: { ...PIXELS, directions: 'toTarget', staysWeight: 1, adversarial: 'crossEntropy' },
  classifier: { ...TINY.classifier, taskWeight: 0 },
};
run(
  'the first stage of SimGAN',
  oneWay,
  { ...oneWay, pixels: { ...PIXELS, directions: 'toTarget', lr: constant(1e30) } },
  /toTarget|targetCritic/,
);

const translated: AdaptationConfig = { ...TINY, pixels: { ...PIXELS, frozen: true } };
run('the second stage of two', translated, steep(translated), /task/);

const adda: AdaptationConfig = {
  ...TINY,
  classifier: { ...TINY.classifier, taskWeight: 0 },
  features: { ...FEATURES, like: 'source', above: 0.6, weight: 1 },
};
// A rate larger than a 32-bit number may be.
run(
  'ADDA',
  adda,
  { ...adda, features: { ...FEATURES, like: 'source', lr: constant(1e39) } },
  /featureCritic|alignment/,
);
