/** One iteration of CycleEmotionGAN++ at 64 pixels: four networks that translate, and EfficientNet-Lite0, whose features are aligned. torch_game.py has the same. */
import { Rng } from '@refold/core';
import { count } from '@refold/core/cost';
import { Player, softmaxCrossEntropy } from '@refold/core/train';
import { efficientNetLite0Backbone, patchDiscriminator, refiner, resnetGenerator } from '@refold/core/zoo';
import * as tf from '@tensorflow/tfjs-core';
import { classifierOn, METHODS, methodRun, semanticConsistency } from 'cycleemotiongan';
import { ImagePool } from '../../packages/cycleemotiongan/src/image-pool.ts';
import { iterate } from '../../packages/cycleemotiongan/src/iteration.ts';
import { playersOf } from '../../packages/cycleemotiongan/src/players.ts';
import type { Prepared } from './serve.ts';

const [SIDE, CLASSES, WIDTH, BLOCKS] = [64, 8, 16, 3];
const LR = 1e-4;
/** Of a run: more than are timed. */
const STEPS = 1_000_000;

/** The networks with random parameters, pictures on the backend, and histories that fill in the first steps. */
export async function game(batch: number): Promise<Prepared> {
  const rng = Rng.seeded('bench');
  const data = { name: 'generated-affect', split: 'train', side: SIDE, label: 'class' } as const;
  const { initials: _, ...config } = methodRun(METHODS['CycleEmotionGAN++'], {
    source: data,
    target: data,
    test: data,
    input: [SIDE, SIDE, 3],
    batchSize: batch,
    epochs: 1,
    seed: 0,
    generator: resnetGenerator({ width: WIDTH, blocks: BLOCKS }),
    refiner: refiner({ width: WIDTH }),
    critic: patchDiscriminator({ width: 2 * WIDTH, downsamplings: 2 }),
    lr: LR,
    classifier: classifierOn(efficientNetLite0Backbone(), CLASSES),
    classifierLr: LR,
    featureWidth: 1280,
    featureLr: LR,
    sourceOnly: {} as never,
  });
  const initial = () => Promise.reject(new Error('all begin with random parameters'));
  const specs = Object.entries(await playersOf(config, { rng, initial }));
  const players = Object.fromEntries(specs.map(([name, spec]) => [name, new Player(spec)]));
  const pictures = () => tf.randomUniform([batch, SIDE, SIDE, 3], -1, 1);
  const labels = tf.tidy(() => tf.cast(tf.oneHot(tf.range(0, batch, 1, 'int32'), CLASSES), 'float32'));
  const examples = { source: pictures(), target: pictures(), labels };
  const rules = {
    config,
    task: softmaxCrossEntropy,
    semantic: semanticConsistency({ kind: 'skl' }),
    histories: { target: new ImagePool(), source: new ImagePool() },
  };
  let step = 0;
  return {
    parameters: specs
      .filter(([, { optimizer }]) => optimizer !== undefined)
      .reduce((total, [, { network }]) => total + count(network.layer, network.input).total.params, 0),
    step: async () => {
      const clock = { step: step++, stepsPerEpoch: STEPS, totalSteps: STEPS };
      const losses = await iterate(rules, players, examples, clock, rng);
      // An iteration with such a loss would have moved nobody.
      if (!Object.values(losses).every(Number.isFinite)) throw new Error(`losses ${JSON.stringify(losses)}`);
    },
    dispose: () => {
      for (const player of Object.values(players)) player.dispose();
      tf.dispose([examples.source, examples.target, labels]);
    },
  };
}
