/**
 * Features × learners: valence and arousal of OASIS, folds by theme.
 *   npx refold reproduce emotion-benchmarks --table extra-affect-oasis
 * About two minutes at quick, twenty at standard, on two cores.
 * Comes out: how much of the variance of ratings each kind of features explains.
 */
import { affectTable } from './affect-table.ts';

export default affectTable('OASIS', 'valence and arousal of OASIS, folds by theme');
