/**
 * Distributions of emotions, from Emotion6's photographs to WikiArt's works of art: the second task of the papers, on sets whose pictures are here.
 *   npx refold reproduce cycleemotiongan --table extra-emotion6-wikiart-emotions --scale standard
 * About 4 days at standard, on two cores; not at quick.
 * Comes out: whether adapting brings shares of votes nearer.
 */
import { EKMAN_AND_NEUTRAL } from '@refold/core/data';
import { pairTable } from './pair-table.ts';

export default pairTable({
  title: 'Extra: distributions, Emotion6 to WikiArt-Emotions',
  from: 'Emotion6',
  to: 'WikiArt-Emotions',
  label: 'distribution',
  emotions: EKMAN_AND_NEUTRAL,
  isSlow: true,
  deviations: [
    'No table of the papers, which have Flickr-LDL and Twitter-LDL, whose pictures aren’t to be had. The shares are of votes for Ekman’s six emotions and neutral, which both sets asked for; WikiArt’s happiness is joy.',
  ],
});
