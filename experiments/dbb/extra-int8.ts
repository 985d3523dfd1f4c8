/**
 * Not in the paper: hosts with ACNet's block and with DBB, folded, in 8 bits.
 *   npx refold reproduce dbb --table extra-int8
 * Trains table 2's networks, if they aren't trained yet: 10 minutes at quick, 3½ hours at standard, on two cores.
 * Comes out: whether folding many branches into one kernel costs more in integers than it does in floats.
 */
import { equal, greater, INT8, int8Table } from '@refold/lab';
import { FORMS } from 'dbb';
import { DEVIATIONS, type HostSettings, hostTraining, VGG_SCALES } from './recipes.ts';

const PLAIN = 'original';
const ACNET = 'ACNet';
const DBB = 'DBB';

const source = 'our own question';

export default int8Table<HostSettings>({
  title: 'Extra: in 8 bits',
  scales: VGG_SCALES,
  rows: {
    [PLAIN]: settings => hostTraining(FORMS.original, settings),
    [ACNET]: settings => hostTraining(FORMS.acnet, settings),
    [DBB]: settings => hostTraining(FORMS.dbb_net, settings),
  },
  claims: [
    greater(DBB, PLAIN, INT8.lostByTensor, {
      sentence: 'With one scale for a whole kernel a folded DBB loses more than the original.',
      source,
      claimant: 'us',
    }),
    equal(DBB, 0, INT8.lost, {
      within: 1,
      sentence: 'With a scale for each channel a DBB loses less than a point.',
      source,
      claimant: 'us',
    }),
  ],
  deviations: DEVIATIONS,
});
