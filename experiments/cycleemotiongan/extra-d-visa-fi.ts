/**
 * In the place of table 2, on pictures that are at hand: eight emotions, from abstract paintings to photographs.
 *   npx refold reproduce cycleemotiongan --table extra-d-visa-fi
 * About 5 minutes at quick, 4 days at standard, on two cores.
 * Comes out: whether adapting from D-ViSA to a sample of FI brings anything, and which part of it.
 */
import { pairTable } from './pair-table.ts';

export default pairTable({
  title: 'Extra: eight emotions, D-ViSA to FI',
  from: 'D-ViSA',
  to: 'FI',
  deviations: [
    'In the place of ArtPhoto and FI: D-ViSA’s abstract paintings and a sample of FI’s photographs, both with Mikels’ eight emotions. Where they aren’t in the data folder, generated pictures of two seeds, between which there is no shift.',
  ],
});
