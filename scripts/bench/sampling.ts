/** Samples of peers, in turns, on a machine that other processes may use too. */
import type { Peer, Work } from './peer.ts';
import { foreignShare, processorTime } from './processor-time.ts';

/** One timing. */
export interface Sample {
  readonly seconds: number;
  /** Share of the processors that other processes used meanwhile; undefined where it is unknown. */
  readonly foreign: number | undefined;
}

/** A sample is repeated if other processes used a larger share than this. */
export const DISTURBED = 0.1;
/** A sample is taken at most this often, and repeated for at most this long; the quietest counts. */
const ATTEMPTS = 3;
const RETRY_SECONDS = 10;
/** Shortest duration of a sample: long compared with the tick of /proc (0.01 s) and the scheduler's time slices. */
const WINDOW_SECONDS = 0.5;
/** Warm-up of caches, threads, algorithm choices and compilers: at least this many steps and seconds, at most WARM_SECONDS_AT_MOST. */
const WARM_STEPS = 3;
const WARM_SECONDS = 1;
const WARM_SECONDS_AT_MOST = 5;

/** Samples per variant, of which the best counts: noise only adds time. */
const TRIALS = 2;

export const isDisturbed = ({ foreign }: Sample): boolean => foreign !== undefined && foreign > DISTURBED;

/** A peer that has loaded its work and warmed up. */
export interface LoadedPeer {
  readonly peer: Peer;
  readonly variant: string;
  /** Trainable parameters of a network. */
  readonly parameters: number | undefined;
  /** Steps per sample. */
  readonly steps: number;
}

/**
 * Loads work in each variant of a peer, and keeps the fastest.
 * @throws RefoldError when the peer can't do it
 */
export async function loadFastest(peer: Peer, work: Work): Promise<LoadedPeer> {
  const variants = peer.greeting.variants[work.mode] ?? ['default'];
  let best: (LoadedPeer & { readonly seconds: number }) | undefined;
  for (const variant of variants) {
    const { parameters, seconds } = await loadWarm(peer, work, variant);
    const steps = Math.max(1, Math.ceil(WINDOW_SECONDS / seconds));
    const trial = variants.length === 1 ? seconds : await bestOf(TRIALS, peer, steps);
    if (best === undefined || trial < best.seconds) best = { peer, variant, parameters, steps, seconds: trial };
  }
  if (best!.variant !== variants.at(-1)) await loadWarm(peer, work, best!.variant);
  return best!;
}

async function bestOf(trials: number, peer: Peer, steps: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let trial = 0; trial < trials; trial++) best = Math.min(best, (await quietSample(peer, steps)).seconds);
  return best;
}

async function loadWarm(peer: Peer, work: Work, variant: string) {
  const parameters = await peer.load(work, variant);
  const start = performance.now();
  let seconds = await peer.run(1);
  const elapsed = () => (performance.now() - start) / 1000;
  for (let step = 1; step < WARM_STEPS || elapsed() < WARM_SECONDS; step++) {
    if (elapsed() > WARM_SECONDS_AT_MOST) break;
    seconds = await peer.run(1);
  }
  return { parameters, seconds };
}

/** One side of a comparison. A slow one may take part in fewer rounds. */
export interface Side extends LoadedPeer {
  readonly rounds: number;
}

/**
 * Returns a list of samples per side. In every round each side takes its turn, in an order that is reversed from round to round,
 * so that drift of the machine slows all sides alike and the i-th samples of two sides form a pair.
 */
export async function alternate(sides: readonly Side[]): Promise<readonly (readonly Sample[])[]> {
  const samples = sides.map((): Sample[] => []);
  const rounds = Math.max(...sides.map(side => side.rounds));
  for (let round = 0; round < rounds; round++) {
    const turns = sides.map((side, i) => ({ side, own: samples[i]! })).filter(({ side }) => round < side.rounds);
    for (const { side, own } of round % 2 ? turns.toReversed() : turns)
      own.push(await quietSample(side.peer, side.steps));
  }
  return samples;
}

/** Returns a sample taken while other processes used little of the machine, or the quietest of a few attempts. */
export async function quietSample(peer: Peer, steps: number): Promise<Sample> {
  const start = performance.now();
  let best = await takeSample(peer, steps);
  for (let attempt = 1; attempt < ATTEMPTS && isDisturbed(best); attempt++) {
    if (performance.now() - start > 1000 * RETRY_SECONDS) break;
    const sample = await takeSample(peer, steps);
    if (sample.foreign === undefined || sample.foreign < best.foreign!) best = sample;
  }
  return best;
}

async function takeSample(peer: Peer, steps: number): Promise<Sample> {
  const pids = [peer.pid, process.pid];
  const start = performance.now();
  const before = processorTime(pids);
  const seconds = await peer.run(steps);
  const after = processorTime(pids);
  const elapsed = (performance.now() - start) / 1000;
  return { seconds, foreign: before && after && foreignShare(before, after, elapsed) };
}
