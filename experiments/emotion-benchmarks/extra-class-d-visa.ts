/**
 * Features × learners: the eight emotions of abstract paintings (D-ViSA).
 *   npx refold reproduce emotion-benchmarks --table extra-class-d-visa
 * About three minutes at quick, half an hour at standard, on two cores.
 * Comes out: which features tell emotions there, and which learner reads them best.
 */
import { classTable } from './class-table.ts';

export default classTable({ set: 'D-ViSA', what: 'the eight emotions of abstract paintings (D-ViSA)' });
