/**
 * In the place of table 2, on pictures that are at hand: eight emotions, from photographs to abstract paintings.
 *   npx refold reproduce cycleemotiongan --table extra-fi-d-visa
 * About 5 minutes at quick, 4 days at standard, on two cores.
 * Comes out: whether adapting from a sample of FI to D-ViSA brings anything, and which part of it.
 */
import { pairTable } from './pair-table.ts';

export default pairTable({
  title: 'Extra: eight emotions, FI to D-ViSA',
  from: 'FI',
  to: 'D-ViSA',
  deviations: [
    'In the place of ArtPhoto and FI: D-ViSA’s abstract paintings and a sample of FI’s photographs, both with Mikels’ eight emotions. Where they aren’t in the data folder, generated pictures of two seeds, between which there is no shift.',
  ],
});
