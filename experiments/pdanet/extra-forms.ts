/**
 * Not in the paper: the network as its authors ran it beside the usual forms of such attention, and on other backbones, on D-ViSA.
 *   npx refold reproduce pdanet --table extra-forms
 * About 4 minutes at quick, 12 hours at standard, on two cores.
 * Comes out: what the second sigmoid of the channel gate and the mean behind the softmax over places cost.
 */
import { aboveSmoke, defineTable, equal, isPublished, notRun } from '@refold/lab';
import { HEADS } from 'pdanet';
import { columnsOf } from './columns.ts';
import { bothRun, headRun } from './recipes.ts';
import { BACKBONES, type Backbone, DEVIATIONS, type RegressionSettings, SETS, scalesOf } from './scales.ts';

const AS_RUN = 'As the authors ran it';
const FORMS = {
  'Gate without the second sigmoid': headRun({ ...HEADS.both, gate: 'none' }),
  'Softmax over channels as the gate': headRun({ ...HEADS.both, gate: 'softmax' }),
  'Sum over places behind the softmax': headRun({ ...HEADS.both, pool: 'sum' }),
  'Neither second sigmoid nor mean': headRun({ ...HEADS.both, gate: 'none', pool: 'sum' }),
} as const;

/** The weights of these two have to be put into the data folder by hand. */
const onceFetched = (backbone: Required<Backbone>) =>
  isPublished(backbone.weights)
    ? aboveSmoke(headRun(HEADS.both, { backbone }))
    : notRun(`needs the weights of ${backbone.network}`, `npx refold data ${backbone.weights}`);

const same = (name: string) =>
  equal(name, AS_RUN, 'mse', {
    sentence: `"${name}" has the error of the network as its authors ran it, to within 0.001.`,
    source: 'our own question',
    claimant: 'us',
    within: 0.001,
  });

export default defineTable<RegressionSettings>({
  title: 'Extra: forms of the attention, and other backbones, on D-ViSA',
  scales: scalesOf(SETS.dVisa),
  columns: columnsOf(['valence', 'arousal', 'dominance']),
  rows: [
    { name: AS_RUN, train: bothRun },
    ...Object.entries(FORMS).map(([name, train]) => ({ name, train })),
    ...(['MobileNetV2', 'SqueezeNet'] as const).map(name => ({
      name: `On ${name}`,
      settings: { network: BACKBONES[name].network },
      train: onceFetched(BACKBONES[name]),
    })),
  ],
  claims: [
    same('Gate without the second sigmoid'),
    same('Softmax over channels as the gate'),
    same('Sum over places behind the softmax'),
    same('Neither second sigmoid nor mean'),
  ],
  deviations: [
    ...DEVIATIONS,
    'SqueezeNet’s weights are for pixels of 0 to 255: its maps are divided by 32, their root mean square on D-ViSA, so that one rate fits all backbones.',
  ],
});
