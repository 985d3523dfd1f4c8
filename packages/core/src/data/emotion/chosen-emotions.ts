/** Some of a set's emotions: what two sets share, say. */
import { RefoldError } from '../../error.ts';
import type { LabelledSet, Said } from './ratings.ts';

/** Words for the same emotion, of which a set has one. */
const SAME = [['joy', 'happiness']] as const;

/**
 * A set as if people had been asked for these emotions alone, in this order, and what does that to a picture's: of other emotions it has none, and votes
 * for others don't count.
 * @throws RefoldError for an emotion that the set doesn't have, or one that is named twice
 */
export function amongEmotions<S extends LabelledSet>(
  set: S,
  emotions: readonly string[],
): readonly [S, (said: Said) => Said] {
  const { name, classes, voted, ...rest } = set;
  const twice = emotions.find((emotion, i) => emotions.indexOf(emotion) !== i);
  if (twice !== undefined) throw new RefoldError(`${name}: \`emotions\` names '${twice}' twice.`);
  const [ofClasses, ofVotes] = [placesIn(classes, emotions), placesIn(voted, emotions)];
  if (ofClasses === undefined && ofVotes === undefined) {
    const own = voted ?? classes ?? [];
    const missing = emotions.filter(emotion => placeIn(own, emotion) < 0).map(emotion => `'${emotion}'`);
    throw new RefoldError(
      own.length === 0
        ? `${name} has no emotions, so \`emotions\` can't choose among them.`
        : `${name} has no ${missing.join(', ')}. It has: ${own.join(', ')}.`,
    );
  }
  const chosen = {
    ...rest,
    name,
    ...(ofClasses && { classes: emotions }),
    ...(ofVotes && { voted: emotions }),
  } as unknown as S;
  return [
    chosen,
    ({ emotion, votes, ...said }) => {
      const place = ofClasses?.findIndex(at => classes![at] === emotion) ?? -1;
      const kept = ofVotes && votes && ofVotes.map(at => votes[at]!);
      return {
        ...said,
        ...(place >= 0 && { emotion: emotions[place]! }),
        ...(kept?.some(vote => vote > 0) && { votes: kept }),
      };
    },
  ];
}

/** Where emotions are in a list; undefined where it lacks one, or isn't there. */
function placesIn(list: readonly string[] | undefined, emotions: readonly string[]): readonly number[] | undefined {
  const places = list && emotions.map(emotion => placeIn(list, emotion));
  return places?.includes(-1) ? undefined : places;
}

const placeIn = (list: readonly string[], emotion: string): number => {
  const words: readonly string[] = SAME.find(same => same.some(word => word === emotion)) ?? [emotion];
  return list.findIndex(own => own === emotion || words.includes(own));
};
