/** What votes of several viewers per picture say of a set, without its pictures: how its emotions are spread and how far viewers agree. */
import { RefoldError } from '@refold/core';
import { polarityOf } from '@refold/core/data';
import { mean } from './predictions.ts';

/** Votes for the pictures of a set. */
export interface VoteTable {
  /** As messages name it. */
  readonly name: string;
  readonly emotions: readonly string[];
  /** [pictures][emotions]: how many viewers voted for each. */
  readonly votes: readonly (readonly number[])[];
}

/** Statistics of a vote table. Shares are fractions in [0, 1]. */
export interface VoteStatistics {
  readonly pictures: number;
  /** How many pictures have each emotion as the one with most votes; ties aren't counted. */
  readonly majority: Readonly<Record<string, number>>;
  /** How many pictures have several emotions with most votes. */
  readonly ties: number;
  /** The share of all votes that each emotion has. */
  readonly voteShares: Readonly<Record<string, number>>;
  /** Mean entropy of a picture's votes, in nats. */
  readonly entropy: number;
  /** Mean of a picture's largest share. */
  readonly agreement: number;
  /** Share of the table's cells without a vote. */
  readonly zeroCells: number;
  /** Mean probability that two viewers of a picture, drawn without replacement, vote alike. */
  readonly pairAgreement: number;
  /**
   * Fleiss' kappa (1971): how far `pairAgreement` lies above what the votes' shares give by chance, 1 being full agreement; undefined where all votes are for
   * one emotion.
   */
  readonly kappa: number | undefined;
  /** How many pictures have more votes for positive emotions, more for negative ones, or as many. Emotions without polarity don't count. */
  readonly polarity: { readonly positive: number; readonly negative: number; readonly balanced: number };
}

/**
 * Statistics of votes.
 * @throws RefoldError for a table without pictures, rows of another length, votes that aren't counts, and pictures with fewer than two votes
 */
export function voteStatistics(table: VoteTable): VoteStatistics {
  requireVotes(table);
  const { emotions, votes } = table;
  const pictures = votes.map(counts => pictureStatistics(emotions, counts));
  const total = votes.flat().reduce((sum, count) => sum + count, 0);
  const shares = emotions.map((_, j) => votes.reduce((sum, counts) => sum + counts[j]!, 0) / total);
  const pairAgreement = mean(pictures.map(picture => picture.pairAgreement));
  const chance = shares.reduce((sum, share) => sum + share ** 2, 0);
  const having = (sign: number): number => pictures.filter(({ balance }) => Math.sign(balance) === sign).length;
  return {
    pictures: votes.length,
    majority: byEmotion(emotions, j => pictures.filter(({ most }) => most.length === 1 && most[0] === j).length),
    ties: pictures.filter(({ most }) => most.length > 1).length,
    voteShares: byEmotion(emotions, j => shares[j]!),
    entropy: mean(pictures.map(({ entropy }) => entropy)),
    agreement: mean(pictures.map(({ agreement }) => agreement)),
    zeroCells: mean(votes.flat().map(count => Number(count === 0))),
    pairAgreement,
    kappa: shares.includes(1) ? undefined : (pairAgreement - chance) / (1 - chance),
    polarity: { positive: having(1), negative: having(-1), balanced: having(0) },
  };
}

function pictureStatistics(emotions: readonly string[], counts: readonly number[]) {
  const raters = counts.reduce((sum, count) => sum + count, 0);
  const largest = Math.max(...counts);
  return {
    most: counts.flatMap((count, j) => (count === largest ? [j] : [])),
    entropy: counts.reduce((sum, count) => (count === 0 ? sum : sum - (count / raters) * Math.log(count / raters)), 0),
    agreement: largest / raters,
    pairAgreement: counts.reduce((sum, count) => sum + count * (count - 1), 0) / (raters * (raters - 1)),
    balance: counts.reduce((sum, count, j) => sum + count * SIGNS[polarityOf(emotions[j]!) ?? 'neither'], 0),
  };
}

const SIGNS = { positive: 1, negative: -1, neither: 0 } as const;

const byEmotion = (emotions: readonly string[], of: (index: number) => number): Readonly<Record<string, number>> =>
  Object.fromEntries(emotions.map((emotion, j) => [emotion, of(j)]));

function requireVotes({ name, emotions, votes }: VoteTable): void {
  if (votes.length === 0) throw new RefoldError(`${name} has no pictures, so there is nothing to count.`);
  for (const [i, counts] of votes.entries()) {
    if (counts.length !== emotions.length)
      throw new RefoldError(
        `${name}: row ${i} has ${counts.length} counts, but there are ${emotions.length} emotions.`,
      );
    const wrong = counts.find(count => !(Number.isInteger(count) && count >= 0));
    if (wrong !== undefined)
      throw new RefoldError(`${name}: row ${i} has ${wrong} votes. Give how many viewers voted, not shares.`);
    if (counts.reduce((sum, count) => sum + count, 0) < 2)
      throw new RefoldError(`${name}: row ${i} has fewer than two votes, so no agreement. Leave the picture out.`);
  }
}
