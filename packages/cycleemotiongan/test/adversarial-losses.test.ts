/** Losses of discriminators, of images and of features: worked values, gradients, extreme outputs. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { activate, onEveryBackend } from '../../core/test/support/backends.ts';
import { type AdversarialForm, adversarialLoss } from '../src/adversarial.ts';
import { FEATURE_COIN, featureAlignmentLoss, featureDiscriminatorLoss } from '../src/feature-alignment.ts';
import { evaluated, gradientError, type LossOf } from './support/finite-differences.ts';

const FORMS: readonly AdversarialForm[] = ['leastSquares', 'crossEntropy'];

/** A discriminator's loss as one of its outputs for one side alone, beside given ones for the other. */
const ofReal =
  (form: AdversarialForm, fake: readonly number[]): LossOf =>
  real =>
    tf.tidy(() => {
      const loss = adversarialLoss(form).discriminator(real, tf.tensor2d([...fake], [fake.length, 1]));
      return { value: loss.value, gradient: loss.real };
    });
const ofFake =
  (form: AdversarialForm, real: readonly number[]): LossOf =>
  fake =>
    tf.tidy(() => {
      const loss = adversarialLoss(form).discriminator(tf.tensor2d([...real], [real.length, 1]), fake);
      return { value: loss.value, gradient: loss.fake };
    });

/** L_DF of logits, the first half of which are of adapted images. */
const ofFeatures: LossOf = logits =>
  tf.tidy(() => {
    const [adapted, target] = tf.split(logits, 2) as [tf.Tensor, tf.Tensor];
    const loss = featureDiscriminatorLoss(adapted, target);
    return { value: loss.value, gradient: tf.concat([loss.adapted, loss.target]) };
  });

onEveryBackend('adversarial losses', backend => {
  beforeAll(() => activate(backend));

  it('of least squares: half the mean squares from 1 and from 0', async () => {
    // ½·((0² + 1²)/2 + (2² + 0²)/2) = ½·(0.5 + 2)
    const real = await evaluated(ofReal('leastSquares', [2, 0]), [1, 0], [2, 1]);
    expect(real.value).toBeCloseTo(1.25, 6);
    // ½·2·(x − 1)/2
    expect(real.gradient).toEqual([0, -0.5]);
    expect((await evaluated(ofFake('leastSquares', [1, 0]), [2, 0], [2, 1])).gradient).toEqual([1, 0]);
    // ((3 − 1)² + (1 − 1)²)/2, and 2·(3 − 1)/2
    expect(await evaluated(adversarialLoss('leastSquares').generator, [3, 1], [2, 1])).toEqual({
      value: 2,
      gradient: [2, 0],
    });
  });

  it('of cross-entropy: half the mean −ln of what is right', async () => {
    // σ(ln 3) = ¾: −ln ¾ for the real one, −ln(1 − ¾) for the other.
    const { value, gradient } = await evaluated(ofReal('crossEntropy', [Math.log(3)]), [Math.log(3)], [1, 1]);
    expect(value).toBeCloseTo(-(Math.log(0.75) + Math.log(0.25)) / 2, 6);
    expect(gradient[0]).toBeCloseTo((0.75 - 1) / 2, 6);
    const generator = await evaluated(adversarialLoss('crossEntropy').generator, [Math.log(3)], [1, 1]);
    expect(generator.value).toBeCloseTo(-Math.log(0.75), 6);
  });

  it.each(FORMS)("a coin's loss of %s is that of outputs which say nothing", async form => {
    const nothing = form === 'leastSquares' ? 0.5 : 0;
    const { value } = await evaluated(ofReal(form, [nothing]), [nothing], [1, 1]);
    expect(value).toBeCloseTo(adversarialLoss(form).coin, 6);
  });

  it('bear logits of ±1000: the value is linear there, the gradient whole', async () => {
    const { generator } = adversarialLoss('crossEntropy');
    expect(await evaluated(generator, [-1000, 1000], [2, 1])).toEqual({ value: 500, gradient: [-0.5, -0] });
    const told = await evaluated(ofFeatures, [-1000, 1000], [2, 1]);
    expect(told).toEqual({ value: 2000, gradient: [-1, 1] });
  });

  it('of features: −ln of what is right for either side, summed', async () => {
    // σ(ln 3) = ¾ for the adapted image, σ(0) = ½ for the target's.
    const { value, gradient } = await evaluated(ofFeatures, [Math.log(3), 0], [2, 1]);
    expect(value).toBeCloseTo(-Math.log(0.75) - Math.log(0.5), 6);
    expect(gradient[0]).toBeCloseTo(-0.25, 6);
    expect(gradient[1]).toBeCloseTo(0.5, 6);
    expect((await evaluated(ofFeatures, [0, 0], [2, 1])).value).toBeCloseTo(FEATURE_COIN, 6);
    // Inverted label: the target's feature shall be taken for an adapted one.
    const fooled = await evaluated(featureAlignmentLoss, [-Math.log(3)], [1, 1]);
    expect(fooled.value).toBeCloseTo(-Math.log(0.25), 6);
    expect(fooled.gradient[0]).toBeCloseTo(-0.75, 6);
  });

  it("a feature discriminator's accuracy counts both sides alike, whatever their sizes", async () => {
    // Adapted: 1 of 1 right. Target: 1 of 4 right; a logit of 0 is on neither side.
    const loss = featureDiscriminatorLoss(tf.tensor2d([[2]]), tf.tensor2d([[-1], [3], [0], [1]]));
    expect((await loss.accuracy.data())[0]).toBeCloseTo((1 + 0.25) / 2, 6);
  });

  it.each([
    ['least squares, real', ofReal('leastSquares', [0.3, -0.7])],
    ['least squares, fake', ofFake('leastSquares', [0.3, -0.7])],
    ['least squares, generator', adversarialLoss('leastSquares').generator],
    ['cross-entropy, real', ofReal('crossEntropy', [0.3, -0.7])],
    ['cross-entropy, fake', ofFake('crossEntropy', [0.3, -0.7])],
    ['cross-entropy, generator', adversarialLoss('crossEntropy').generator],
    ['features, discriminator', ofFeatures],
    ['features, alignment', featureAlignmentLoss],
  ] as const)('the gradient agrees with central differences: %s', async (_, loss) => {
    // Third derivatives and float32 leave about 1e-4.
    expect(await gradientError(loss, [0.5, -1.5, 2.1, -0.2, 0.9, -3], [6, 1])).toBeLessThan(1e-3);
  });

  it('leave nothing on the backend but what they return', () => {
    const [real, fake] = [tf.zeros([2, 3, 3, 1]), tf.ones([2, 3, 3, 1])];
    const before = tf.memory().numTensors;
    for (const form of FORMS) {
      const { discriminator, generator } = adversarialLoss(form);
      const [told, fooled] = [discriminator(real, fake), generator(fake)];
      tf.dispose([told.value, told.real, told.fake, fooled.value, fooled.gradient]);
    }
    const { value, adapted, target, accuracy } = featureDiscriminatorLoss(real, fake);
    tf.dispose([value, adapted, target, accuracy]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
