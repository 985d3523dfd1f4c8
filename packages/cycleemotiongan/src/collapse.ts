/** Notices when an adversarial game has come to a standstill, from the losses of an epoch. */

/** Losses of one discriminator and of the generator that it judges, step by step over an epoch, before any weighting. */
export interface GameRecord {
  /** What the game is called in the note, such as "source to target". */
  readonly name: string;
  readonly discriminator: readonly number[];
  readonly generator: readonly number[];
  /** The discriminator's loss when it can't tell the sides apart and says so: `AdversarialLoss.coin`, or `FEATURE_COIN`. */
  readonly coin: number;
}

/** What became of a game in an epoch. */
export interface CollapseReport {
  /** 1 where the game stood still, for a run's metrics. */
  readonly collapsed: 0 | 1;
  /** What stood still and what it may mean, as whole sentences; absent where nothing did. */
  readonly note?: string;
}

/** An epoch with fewer steps says too little: chance holds a loss in place for a few. */
export const FEWEST_STEPS = 20;

/** The share of an epoch's steps in which a loss must be degenerate to have stayed so. Single batches may still be odd. */
export const STAYED_SHARE = 0.95;

/**
 * A discriminator has won below this share of the coin's loss. With least squares that is a loss of 0.005: its outputs are within 0.07 of the
 * labels (root mean square), so that hardly any translated image fools it.
 */
export const WON_SHARE = 0.02;

/**
 * A discriminator tosses a coin within this share of the coin's loss. An ideal game ends there too, but outputs that depend on the images
 * make the loss swing from batch to batch.
 */
export const COIN_BAND = 0.02;

/** A loss is constant whose standard deviation is below this share of its mean: different images alone make it vary by more if outputs depend on them. */
export const CONSTANT_SPREAD = 0.01;

/**
 * Whether a game stood still for the whole of an epoch: the discriminator always won, or told nothing apart, or the generator's loss didn't move. It judges
 * nothing by itself; a run goes on and says so in its results.
 */
export function collapseOf({ name, discriminator, generator, coin }: GameRecord): CollapseReport {
  const notes = [
    stayed(discriminator, loss => loss < WON_SHARE * coin) &&
      `The discriminator won nearly every step (its mean loss is ${shown(discriminator)}): it tells all translated images from real ones, and the generator learns little from it. A lower learning rate or fewer channels for the discriminator may help.`,
    stayed(discriminator, loss => Math.abs(loss - coin) <= COIN_BAND * coin) &&
      `The discriminator's loss stayed at that of a coin (${shown(discriminator)}, a coin's is ${coin.toPrecision(3)}): it tells nothing apart, because the generator is perfect or, more likely, because the discriminator doesn't learn.`,
    isConstant(generator) &&
      `The generator's adversarial loss stayed constant (${shown(generator)}): no gradient moves it, or its outputs don't depend on the images.`,
  ].filter(note => note !== false);
  return notes.length === 0 ? { collapsed: 0 } : { collapsed: 1, note: `${name}: ${notes.join(' ')}` };
}

const stayed = (losses: readonly number[], isDegenerate: (loss: number) => boolean): boolean =>
  losses.length >= FEWEST_STEPS && losses.filter(isDegenerate).length >= STAYED_SHARE * losses.length;

function isConstant(losses: readonly number[]): boolean {
  if (losses.length < FEWEST_STEPS) return false;
  const mean = meanOf(losses);
  const deviation = Math.sqrt(meanOf(losses.map(loss => (loss - mean) ** 2)));
  return deviation <= CONSTANT_SPREAD * Math.abs(mean);
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const shown = (losses: readonly number[]): string => meanOf(losses).toPrecision(3);
