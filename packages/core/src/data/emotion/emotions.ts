/** The emotions of the sets, and their sign. */

/** Mikels et al. 2005: four positive emotions, four negative ones, in the order of the label-distribution sets. */
export const MIKELS = ['amusement', 'awe', 'contentment', 'excitement', 'anger', 'disgust', 'fear', 'sadness'] as const;

/** Ekman's six and neutral, in the order of Emotion6. */
export const EKMAN_AND_NEUTRAL = ['anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise', 'neutral'] as const;

/** Ekman's six, which Emotion6 searched for. */
export const EKMAN = EKMAN_AND_NEUTRAL.slice(0, 6);

/** The signs that emotions have. */
export const POLARITIES = ['negative', 'positive'] as const;
export type Polarity = (typeof POLARITIES)[number];

/** The twenty of WikiArt-Emotions (Mohammad and Kiritchenko 2018). */
export const WIKIART_EMOTIONS = [
  'agreeableness',
  'anger',
  'anticipation',
  'arrogance',
  'disagreeableness',
  'disgust',
  'fear',
  'gratitude',
  'happiness',
  'humility',
  'love',
  'optimism',
  'pessimism',
  'regret',
  'sadness',
  'shame',
  'shyness',
  'surprise',
  'trust',
  'neutral',
] as const;

const POSITIVE = new Set(
  'positive amusement awe contentment excitement joy agreeableness gratitude happiness humility love optimism trust'.split(
    ' ',
  ),
);
const NEGATIVE = new Set(
  'negative anger disgust fear sadness arrogance disagreeableness pessimism regret shame shyness'.split(' '),
);

/** The sign of an emotion; undefined of surprise, anticipation and neutral, which have none. */
export function polarityOf(emotion: string): Polarity | undefined {
  if (POSITIVE.has(emotion)) return 'positive';
  return NEGATIVE.has(emotion) ? 'negative' : undefined;
}

/** Spellings in the owners' files. */
const SPELLINGS: Readonly<Record<string, string>> = { sad: 'sadness', content: 'contentment', excite: 'excitement' };

/** An emotion by its name in a file, whatever its case and spelling: 'Sad' is 'sadness'. */
export function emotionNamed(text: string): string {
  const name = text.trim().toLowerCase();
  return SPELLINGS[name] ?? name;
}
