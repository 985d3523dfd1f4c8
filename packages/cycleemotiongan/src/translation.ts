/** The generators' part of a step (sheet, b.6: G step), and the discriminators' (D step). */
import type { Clock } from '@refold/core/optim';
import type { Loss, Losses, Player } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { type AdversarialLoss, adversarialLoss } from './adversarial.ts';
import { Applied, type Gradients, summed } from './applied.ts';
import type { PixelSettings, PlayerName } from './config.ts';
import { cycleConsistency } from './cycle-consistency.ts';

/** Those who play, by name; which there are follows from the configuration. */
export type Game = Readonly<Partial<Record<PlayerName, Player>>>;

/** What is judged beyond pixels: a loss of the adapted picture's scores, and whose scores they are. */
export interface Judge {
  /** Names the loss. */
  readonly name: 'semantic' | 'translatedTask';
  readonly loss: Loss;
  /** Judges adapted pictures. */
  readonly player: Player;
  /** The scores or labels of the source's pictures, which get no gradient; borrowed. */
  readonly reference: tf.Tensor;
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
  /** What the generator makes of pictures that are in the other domain already, where that is looked at. */
  readonly same: { readonly pictures: tf.Tensor; readonly applied: Applied } | undefined;
}

/** Moves the generators by one step; leaves them alone where a loss isn't finite. */
export async function generatorStep(
  game: Game,
  { source, target }: Pictures,
  settings: PixelSettings,
  judges: readonly Judge[],
  clock: Clock,
): Promise<Translated> {
  const { toTarget, toSource, targetCritic, sourceCritic } = game;
  const { staysWeight = 0, identityWeight = 0 } = settings;
  const others = identityWeight > 0 ? [target, source] : [];
  const out = journey(source, toTarget!, toSource, targetCritic!, others[0]);
  const home = toSource && journey(target, toSource, toTarget!, sourceCritic!, others[1]);
  const journeys = home === undefined ? [out] : [out, home];
  const losses: Record<string, number> = {
    toTarget: await totalOf([adversarial(out, settings)]),
    ...(home !== undefined && { toSource: await totalOf([adversarial(home, settings)]) }),
    ...(home !== undefined && { cycle: await totalOf(journeys.map(one => cycle(one, settings))) }),
    ...(staysWeight > 0 && { stays: await totalOf([likeness(out.there, source, staysWeight)]) }),
    ...(identityWeight > 0 && { identity: await totalOf(journeys.map(one => unchanged(one, identityWeight))) }),
  };
  for (const judge of judges) losses[judge.name] = await totalOf([verdict(out.there, judge)]);
  const [adapted, returned] = [tf.clone(out.there.output), home && tf.clone(home.there.output)];
  if (Object.values(losses).every(Number.isFinite)) await moveGenerators(game, out, home, clock);
  for (const { there, back, same } of journeys) for (const applied of [there, back, same?.applied]) applied?.dispose();
  return { losses, adapted, returned };
}

function journey(
  own: tf.Tensor,
  away: Player,
  homeward: Player | undefined,
  critic: Player,
  other: tf.Tensor | undefined,
): Journey {
  const there = new Applied(away.instance, own);
  const back = homeward && new Applied(homeward.instance, there.output, { needsInputGrad: true });
  const same = other && { pictures: other, applied: new Applied(away.instance, other) };
  return { own, there, back, critic, same };
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

/** Is seen in the adapted picture as in the source's (b.3), or as its label says. */
function verdict(there: Applied, { player, loss, reference, weight }: Judge): tf.Scalar {
  const judged = new Applied(player.instance, there.output, { needsInputGrad: true, mode: 'inference' });
  const { value, gradient } = loss(judged.output, reference);
  judged.receive(gradient, weight);
  there.receive(judged.backToInput());
  judged.dispose();
  return value;
}

/** Leaves pictures as they are that are in the other domain already (CycleGAN). */
const unchanged = ({ same }: Journey, weight: number): tf.Scalar => likeness(same!.applied, same!.pictures, weight);

/** Stays near a picture: the mean absolute difference (SimGAN). */
function likeness(applied: Applied, picture: tf.Tensor, weight: number): tf.Scalar {
  const { value, gradient } = tf.tidy(() => {
    const difference = tf.sub(applied.output, picture);
    return { value: tf.mean(tf.abs(difference)) as tf.Scalar, gradient: tf.div(tf.sign(difference), difference.size) };
  });
  applied.receive(gradient, weight);
  return value;
}

/** Each generator goes out on one journey and home on the other: its gradients are added up. */
async function moveGenerators(game: Game, out: Journey, home: Journey | undefined, clock: Clock): Promise<void> {
  const [backOut, backHome] = [out.back?.back(), home?.back?.back()];
  if (backOut?.input) out.there.receive(backOut.input);
  if (backHome?.input) home!.there.receive(backHome.input);
  await game.toTarget!.update(all(out, backHome?.gradients), clock);
  if (home !== undefined) await game.toSource!.update(all(home, backOut?.gradients), clock);
}

/** All gradients of the generator that goes out on a journey; those of its way home on the other one are given. */
function all({ there, same }: Journey, ofWayHome: Gradients | undefined): Gradients {
  const others = [ofWayHome, same?.applied.back().gradients].filter(one => one !== undefined);
  return others.reduce(summed, there.back().gradients);
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
