/** The generators' part of a step (sheet, b.6: G step), and the discriminators' (D step). */
import type { Clock } from '@refold/core/optim';
import type { Loss, Losses, Player } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { type AdversarialLoss, adversarialLoss } from './adversarial.ts';
import { Applied, summed } from './applied.ts';
import type { PixelSettings, PlayerName } from './config.ts';
import { cycleConsistency } from './cycle-consistency.ts';

/** Those who play, by name; which there are follows from the configuration. */
export type Game = Readonly<Partial<Record<PlayerName, Player>>>;

/** What is judged beyond pixels: a loss of the adapted picture's scores, and whose scores they are. */
export interface SemanticJudge {
  readonly loss: Loss;
  /** Judges adapted pictures. */
  readonly player: Player;
  /** The scores of the source's pictures, which get no gradient; borrowed. */
  readonly sourceScores: tf.Tensor;
  readonly weight: number;
}

/** Pictures of one step in −1 to 1; borrowed. */
export interface Pictures {
  readonly source: tf.Tensor;
  readonly target: tf.Tensor;
}

/** What translation leaves: adapted pictures for the classifier, fakes for the discriminators. The caller's to dispose. */
export interface Translated {
  readonly losses: Losses;
  /** Source pictures in the look of the target. */
  readonly adapted: tf.Tensor;
  /** Target pictures in the look of the source; undefined where there is no way back. */
  readonly returned: tf.Tensor | undefined;
}

/** One way of the cycle: pictures of one domain, how they look in the other, and, where there is a way back, how they come home. */
interface Journey {
  readonly own: tf.Tensor;
  readonly there: Applied;
  readonly back: Applied | undefined;
  readonly critic: Player;
}

/** Moves the generators by one step; leaves them alone where a loss isn't finite. */
export async function generatorStep(
  game: Game,
  { source, target }: Pictures,
  settings: PixelSettings,
  semantic: SemanticJudge | undefined,
  clock: Clock,
): Promise<Translated> {
  const { toTarget, toSource, targetCritic, sourceCritic } = game;
  const out = journey(source, toTarget!, toSource, targetCritic!);
  const home = toSource && journey(target, toSource, toTarget!, sourceCritic!);
  const journeys = home === undefined ? [out] : [out, home];
  const losses = {
    toTarget: await totalOf([adversarial(out, settings)]),
    ...(home !== undefined && { toSource: await totalOf([adversarial(home, settings)]) }),
    ...(home !== undefined && { cycle: await totalOf(journeys.map(one => cycle(one, settings))) }),
    ...(semantic !== undefined && { semantic: await totalOf([consistency(out.there, semantic)]) }),
    ...(settings.staysWeight !== undefined && { stays: await totalOf([stays(out, settings.staysWeight)]) }),
  };
  const [adapted, returned] = [tf.clone(out.there.output), home && tf.clone(home.there.output)];
  if (Object.values(losses).every(Number.isFinite)) await moveGenerators(game, out, home, clock);
  for (const { there, back } of journeys) {
    there.dispose();
    back?.dispose();
  }
  return { losses, adapted, returned };
}

function journey(own: tf.Tensor, away: Player, homeward: Player | undefined, critic: Player): Journey {
  const there = new Applied(away.instance, own);
  const back = homeward && new Applied(homeward.instance, there.output, { needsInputGrad: true });
  return { own, there, back, critic };
}

/** Fools the discriminator of the domain that pictures went to. */
function adversarial({ there, critic }: Journey, settings: PixelSettings): tf.Scalar {
  const judged = new Applied(critic.instance, there.output, { needsInputGrad: true });
  const { value, gradient } = lossOf(settings).generator(judged.output);
  judged.receive(gradient, settings.adversarialWeight ?? 1);
  there.receive(judged.backToInput());
  judged.dispose();
  return value;
}

const lossOf = ({ adversarial: form = 'leastSquares' }: PixelSettings): AdversarialLoss => adversarialLoss(form);

/** Comes home as it went: `back` holds the gradient until it goes back. */
function cycle({ own, back }: Journey, { alpha = 0, floor = 0.01, cycleWeight = 10 }: PixelSettings): tf.Scalar {
  const { value, gradient } = cycleConsistency({ alpha, floor })(back!.output, own);
  back!.receive(gradient, cycleWeight);
  return value;
}

/** Keeps the emotion that was seen in the source's picture (b.3). */
function consistency(there: Applied, { player, loss, sourceScores, weight }: SemanticJudge): tf.Scalar {
  const judged = new Applied(player.instance, there.output, { needsInputGrad: true, mode: 'inference' });
  const { value, gradient } = loss(judged.output, sourceScores);
  judged.receive(gradient, weight);
  there.receive(judged.backToInput());
  judged.dispose();
  return value;
}

/** Stays near the source's picture: the mean absolute difference (SimGAN). */
function stays({ own, there }: Journey, weight: number): tf.Scalar {
  const { value, gradient } = tf.tidy(() => {
    const difference = tf.sub(there.output, own);
    return { value: tf.mean(tf.abs(difference)) as tf.Scalar, gradient: tf.div(tf.sign(difference), difference.size) };
  });
  there.receive(gradient, weight);
  return value;
}

/** Each generator goes out on one journey and home on the other: its gradients are added up. */
async function moveGenerators(game: Game, out: Journey, home: Journey | undefined, clock: Clock): Promise<void> {
  const [backOut, backHome] = [out.back?.back(), home?.back?.back()];
  if (backOut?.input) out.there.receive(backOut.input);
  if (backHome?.input) home!.there.receive(backHome.input);
  const toTarget = out.there.back().gradients;
  await game.toTarget!.update(backHome === undefined ? toTarget : summed(toTarget, backHome.gradients), clock);
  if (home === undefined || backOut === undefined) return;
  await game.toSource!.update(summed(home.there.back().gradients, backOut.gradients), clock);
}

/**
 * Moves a discriminator by one step, towards telling real pictures of a domain from translated ones; leaves it alone where its loss isn't finite.
 * @param real borrowed
 * @param fake translated pictures, of this step and of earlier ones; borrowed
 */
export async function criticStep(
  critic: Player,
  real: tf.Tensor,
  fake: tf.Tensor,
  settings: PixelSettings,
  clock: Clock,
): Promise<number> {
  const [ofReal, ofFake] = [new Applied(critic.instance, real), new Applied(critic.instance, fake)];
  const loss = lossOf(settings).discriminator(ofReal.output, ofFake.output);
  ofReal.receive(loss.real);
  ofFake.receive(loss.fake);
  const value = await totalOf([loss.value]);
  if (Number.isFinite(value)) await critic.update(summed(ofReal.back().gradients, ofFake.back().gradients), clock);
  ofReal.dispose();
  ofFake.dispose();
  return value;
}

/** The sum of losses, which are freed. */
export async function totalOf(values: readonly tf.Scalar[]): Promise<number> {
  let total = 0;
  for (const value of values) {
    total += (await value.data())[0]!;
    value.dispose();
  }
  return total;
}
