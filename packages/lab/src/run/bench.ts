/** Timing two things in alternation, so that what slows the machine down slows both. */

/** One pass; resolves when the work is done, not when it is queued. */
export type Timed = () => void | Promise<void>;

/** Seconds of one pass, one value per round. */
export interface Timings {
  readonly own: readonly number[];
  readonly reference: readonly number[];
}

/** A shorter timing is lost in the noise of clock and garbage collector: fast passes are repeated to fill it. */
const SHORTEST_SECONDS = 0.1;

/**
 * Times `own` against `reference`: a warm-up of both, which also determines how often to repeat them, then `rounds` rounds in
 * alternating order (AB, BA, AB, ...), so that a drift cancels.
 * @param now a clock in milliseconds
 */
export async function alternate(
  own: Timed,
  reference: Timed,
  rounds: number,
  now: () => number = () => performance.now(),
): Promise<Timings> {
  const time = async (work: Timed, repeats: number): Promise<number> => {
    const start = now();
    for (let i = 0; i < repeats; i++) await work();
    return (now() - start) / 1000 / repeats;
  };
  const repeatsOf = async (work: Timed): Promise<number> => {
    await work();
    return Math.max(1, Math.ceil(SHORTEST_SECONDS / Math.max(await time(work, 1), 1e-6)));
  };
  const repeats = { own: await repeatsOf(own), reference: await repeatsOf(reference) };
  const timings = { own: [] as number[], reference: [] as number[] };
  const work = { own, reference };
  for (let round = 0; round < rounds; round++) {
    const order = ['own', 'reference'] as const;
    for (const side of round % 2 ? order.toReversed() : order)
      timings[side].push(await time(work[side], repeats[side]));
  }
  return timings;
}

/**
 * The ratio own ÷ reference of each round, of seconds or of work per second.
 * @param work work of one pass of each
 */
export function ratiosOf(
  { own, reference }: Timings,
  quantity: 'rate' | 'time',
  work: { readonly own: number; readonly reference: number },
): readonly number[] {
  return own.map((seconds, i) =>
    quantity === 'time' ? seconds / reference[i]! : work.own / seconds / (work.reference / reference[i]!),
  );
}
