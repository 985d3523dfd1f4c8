/** Comparison of our backend with its peers on one piece of work. */
import { RefoldError } from '@refold/core';
import type { Peer, Work } from './peer.ts';
import { alternate, isDisturbed, type LoadedPeer, loadFastest, type Sample } from './sampling.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** Times are medians over the rounds that both sides took part in. */
export interface Comparison {
  readonly work: Work;
  readonly ours: { readonly peer: Peer; readonly milliseconds: number };
  readonly theirs: { readonly peer: Peer; readonly variant: string; readonly milliseconds: number };
  /** Their time ÷ ours, round by round: above 1 ours is faster. */
  readonly ratio: Spread;
  /** Rounds in which either sample stayed disturbed by foreign work. */
  readonly disturbed: number;
}

export interface CompareOptions {
  /** Number of rounds of a peer. */
  readonly rounds: (peer: string) => number;
  /** Called for a peer that can't do the work and is left out. */
  readonly onMissing: (message: string) => void;
}

/**
 * Loads the work in our backend and its peers, checks that all have the same network, and times them in turns.
 * @throws RefoldError when our backend can't do the work, or a peer's network has another number of parameters
 */
export async function compare(
  own: Peer,
  peers: readonly Peer[],
  work: Work,
  { rounds, onMissing }: CompareOptions,
): Promise<readonly Comparison[]> {
  const ours = await loadFastest(own, work);
  const others: LoadedPeer[] = [];
  for (const peer of peers) {
    if (peer.greeting.modes?.includes(work.mode) === false) continue;
    try {
      others.push(await loadFastest(peer, work));
    } catch (error) {
      if (!(error instanceof RefoldError)) throw error;
      onMissing(error.message);
    }
  }
  for (const other of others) expectSameNetwork(ours, other, work);
  if (others.length === 0) return [];
  const [ownSamples = [], ...samples] = await alternate([
    { ...ours, rounds: Math.max(...others.map(({ peer }) => rounds(peer.name))) },
    ...others.map(other => ({ ...other, rounds: rounds(other.peer.name) })),
  ]);
  return others.map((other, i) => comparison(work, own, ownSamples, other, samples[i]!));
}

function comparison(
  work: Work,
  own: Peer,
  ownSamples: readonly Sample[],
  { peer, variant }: LoadedPeer,
  samples: readonly Sample[],
): Comparison {
  const paired = samples.map((theirs, i) => ({ theirs, ours: ownSamples[i]! }));
  const milliseconds = (side: 'ours' | 'theirs') => 1000 * spreadOf(paired.map(pair => pair[side].seconds)).median;
  return {
    work,
    ours: { peer: own, milliseconds: milliseconds('ours') },
    theirs: { peer, variant, milliseconds: milliseconds('theirs') },
    ratio: spreadOf(paired.map(({ ours, theirs }) => theirs.seconds / ours.seconds)),
    disturbed: paired.filter(({ ours, theirs }) => isDisturbed(ours) || isDisturbed(theirs)).length,
  };
}

function expectSameNetwork(ours: LoadedPeer, theirs: LoadedPeer, { subject }: Work): void {
  if (ours.parameters === theirs.parameters) return;
  throw new RefoldError(
    `${subject} has ${ours.parameters} parameters in ${ours.peer.name} and ${theirs.parameters} in ${theirs.peer.name}: not the same network`,
  );
}
