/**
 * Features × learners: valence and arousal of Emotion6.
 *   npx refold reproduce emotion-benchmarks --table extra-affect-emotion6
 * About two minutes at quick, twenty at standard, on two cores.
 * Comes out: how much of the variance of ratings each kind of features explains.
 */
import { affectTable } from './affect-table.ts';

export default affectTable('Emotion6', 'valence and arousal of Emotion6');
