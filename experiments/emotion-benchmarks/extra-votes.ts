/**
 * What people's votes say without pictures: Flickr_LDL and Twitter_LDL.
 *   npx refold reproduce emotion-benchmarks --table extra-votes
 * Seconds at every scale: nothing is trained.
 * Comes out: how far people agree on the emotion of a picture, and which emotions are common.
 */
import { MIKELS } from '@refold/core/data';
import { compute, defineTable, measured, notRun, type Row } from '@refold/lab';
import { loadVotes, type VotedSet, type VoteStatistics, voteStatistics, votesAreHere } from 'emotion-benchmarks';

const MEASURES: Readonly<
  Record<string, readonly [heading: string, of: (statistics: VoteStatistics) => number, digits: number]>
> = {
  pictures: ['Pictures', ({ pictures }) => pictures, 0],
  ties: ['Ties', ({ ties }) => ties, 0],
  agreement: ['Largest share', ({ agreement }) => agreement, 3],
  entropy: ['Entropy (nats)', ({ entropy }) => entropy, 3],
  zeroCells: ['Cells without votes', ({ zeroCells }) => zeroCells, 3],
  pairAgreement: ['Two people agree', ({ pairAgreement }) => pairAgreement, 3],
  kappa: ['Fleiss’ κ', ({ kappa }) => kappa ?? Number.NaN, 3],
  positive: ['Positive', ({ polarity, pictures }) => polarity.positive / pictures, 3],
  negative: ['Negative', ({ polarity, pictures }) => polarity.negative / pictures, 3],
  ...Object.fromEntries(
    MIKELS.map(emotion => [emotion, [emotion, ({ majority }: VoteStatistics) => majority[emotion]!, 0] as const]),
  ),
};

const rowOf = (name: string, set: VotedSet): Row<object> => ({
  name,
  cells: Object.fromEntries(
    Object.entries(MEASURES).map(([key, [, of]]) => [
      key,
      votesAreHere(set)
        ? compute(() => of(voteStatistics(loadVotes(set))))
        : notRun('needs the table of votes', `npx refold data ${set}`),
    ]),
  ),
});

export default defineTable<object>({
  title: 'Extra: votes for emotions, without pictures',
  scales: { smoke: {}, quick: {}, standard: {}, paper: {} },
  columns: Object.fromEntries(
    Object.entries(MEASURES).map(([key, [heading, , digits]]) => [key, measured({ heading, unit: '', digits })]),
  ),
  rows: [rowOf('Flickr_LDL', 'flickr-ldl'), rowOf('Twitter_LDL', 'twitter-ldl')],
});
