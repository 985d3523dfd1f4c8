/**
 * Features × learners: valence, arousal and dominance of D-ViSA.
 *   npx refold reproduce emotion-benchmarks --table extra-affect-d-visa
 * About two minutes at quick, twenty at standard, on two cores.
 * Comes out: how much of the variance of ratings each kind of features explains.
 */
import { affectTable } from './affect-table.ts';

export default affectTable('D-ViSA', 'valence, arousal and dominance of D-ViSA');
