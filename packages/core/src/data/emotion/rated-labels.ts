/** The labels that a rated picture has, of the kind that is wanted. */
import { RefoldError } from '../../error.ts';
import type { LabelKind, Labels } from '../labels.ts';
import { POLARITIES, type Polarity, polarityOf } from './emotions.ts';
import type { LabelledSet, Said } from './ratings.ts';

/**
 * Which of a set's labels is wanted. 'class' is the emotion or, where people voted, the one with most votes; 'polarity' is the sign of the emotion, of
 * the votes, or of valence.
 */
export type LabelChoice = 'dimensions' | 'class' | 'distribution' | 'polarity';

/** The first that a set offers is what it gives where none is asked for. */
const ORDER: readonly LabelChoice[] = ['dimensions', 'class', 'distribution', 'polarity'];

/** What a set can be asked for, with what it says then. */
export function offeredBy({ dimensions, classes, voted }: LabelledSet): ReadonlyMap<LabelChoice, LabelKind> {
  const single = classes ?? voted;
  const offered: readonly (readonly [LabelChoice, LabelKind | undefined])[] = [
    ['dimensions', dimensions && { kind: 'dimensions', dimensions }],
    ['class', single && { kind: 'class', classes: single }],
    ['distribution', voted && { kind: 'distribution', classes: voted }],
    ['polarity', { kind: 'class', classes: POLARITIES }],
  ];
  return new Map(offered.filter((one): one is readonly [LabelChoice, LabelKind] => one[1] !== undefined));
}

/** What is given where `label` is asked for. @throws RefoldError for what the set hasn't */
export function wantedOf(set: LabelledSet, label: LabelChoice | undefined): readonly [LabelChoice, LabelKind] {
  const offered = offeredBy(set);
  const wanted = label ?? ORDER.find(one => offered.has(one))!;
  const kind = offered.get(wanted);
  if (kind === undefined) {
    throw new RefoldError(
      `${set.name} has no labels of the kind '${wanted}'. It has: ${[...offered.keys()].join(', ')}.`,
    );
  }
  return [wanted, kind];
}

/** The label of a picture, as numbers; undefined where it has none: votes are tied, or neither positive nor negative. */
export function labelOf(set: LabelledSet, rating: Said, wanted: LabelChoice): readonly number[] | undefined {
  switch (wanted) {
    case 'dimensions':
      return rating.dimensions;
    case 'class':
      return set.classes === undefined
        ? indexIn(set.voted, rating.emotion ?? mostVoted(set, rating))
        : indexIn(set.classes, rating.emotion);
    case 'distribution':
      return rating.votes && shares(rating.votes);
    case 'polarity':
      return indexIn(POLARITIES, signOf(set, rating));
  }
}

const indexIn = (classes: readonly string[] = [], one: string | undefined): readonly number[] | undefined =>
  one === undefined ? undefined : [classes.indexOf(one)];

function mostVoted({ voted = [] }: LabelledSet, { votes = [] }: Said): string | undefined {
  const most = Math.max(...votes);
  return votes.filter(vote => vote === most).length === 1 ? voted[votes.indexOf(most)] : undefined;
}

function shares(votes: readonly number[]): readonly number[] {
  const sum = votes.reduce((a, b) => a + b, 0);
  return votes.map(vote => vote / sum);
}

/** By the emotion; where there is none, by whether votes for positive or for negative ones are more; else by valence. */
function signOf(set: LabelledSet, { emotion, votes, dimensions = [] }: Said): Polarity | undefined {
  if (emotion !== undefined) return polarityOf(emotion);
  if (votes !== undefined) return signed(balanceOf(set, votes));
  const i = set.dimensions?.findIndex(({ name }) => name === 'valence') ?? -1;
  return i < 0 ? undefined : signed(dimensions[i]! - set.dimensions![i]!.neutral);
}

const signed = (balance: number): Polarity | undefined =>
  balance === 0 ? undefined : balance > 0 ? 'positive' : 'negative';

/** Votes for positive emotions less those for negative ones; where they differ by rounding alone, 0. */
function balanceOf({ voted = [] }: LabelledSet, votes: readonly number[]): number {
  const of = (polarity: Polarity): number =>
    voted.reduce((sum, emotion, i) => (polarityOf(emotion) === polarity ? sum + votes[i]! : sum), 0);
  const balance = of('positive') - of('negative');
  return Math.abs(balance) < 1e-9 ? 0 : balance;
}

/** Labels of several pictures. */
export function gathered({ kind }: LabelKind, rows: readonly (readonly number[])[], width: number): Labels {
  const values = rows.flat();
  if (kind === 'class') return { kind, values: Int32Array.from(values) };
  return { kind: kind as 'dimensions' | 'distribution', values: Float32Array.from(values), width };
}
