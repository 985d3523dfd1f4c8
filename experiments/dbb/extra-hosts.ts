/** Not in the paper: every host's costs, as it is, with ACNet's block and with DBB, against counts of the authors' models. */
import { RefoldError } from '@refold/core';
import { count } from '@refold/core/cost';
import { countFolded } from '@refold/core/fold';
import type { Layer } from '@refold/core/layers';
import { compute, defineTable, exact, type Settings } from '@refold/lab';
import { blocks, diversify } from 'dbb';
import { FORMS, type Form, HOSTS, type Host, withBlock } from './hosts.ts';

/** Names in the file of figures. */
const ROWS: Readonly<Record<string, readonly [host: Host, classes?: number]>> = {
  'VGG-16 CIFAR-10': [HOSTS['vgg-16'], 10],
  'VGG-16 CIFAR-100': [HOSTS['vgg-16'], 100],
  AlexNet: [HOSTS.alexnet],
  MobileNet: [HOSTS.mobilenet],
  'ResNet-18': [HOSTS['resnet-18']],
  'ResNet-50': [HOSTS['resnet-50']],
};

/** Names of the forms in the file of figures. */
const FORM_NAMES: Readonly<Record<Form, string>> = {
  original: 'original with BN',
  acnet: 'ACNet training form',
  dbb_net: 'DBB-Net training form',
};
const FOLDED = 'deploy (all forms, BN fused)';

const built = (row: string, form: Form): Layer => {
  const [host, classes] = ROWS[row]!;
  return withBlock(host, FORMS[form], classes);
};

type Figure = 'params' | 'macs';

const trainedCost = (row: string, form: Form, figure: Figure): number =>
  count(built(row, form), ROWS[row]![0].input).total[figure];

/** Of the folded host, which every form must have to the unit. */
function foldedCost(row: string, figure: Figure): number {
  const { input } = ROWS[row]![0];
  const [original, ...others] = (Object.keys(FORMS) as Form[]).map(form => {
    const { total } = countFolded(built(row, form), input);
    return [form, total[figure]] as const;
  });
  const odd = others.find(([, value]) => value !== original![1]);
  if (odd) throw new RefoldError(`${row} with ${odd[0]} folds to ${odd[1]} ${figure}, the host to ${original![1]}`);
  return original![1];
}

function replaced(row: string): number {
  const [{ build, input }, classes] = ROWS[row]!;
  let times = 0;
  diversify(build(classes), input, {
    block: place => {
      times++;
      return blocks.dbb(place);
    },
  });
  return times;
}

const heading = (figure: Figure): string => (figure === 'params' ? 'Parameters' : 'Multiply-adds');
const columnsOf = (figure: Figure) =>
  Object.fromEntries([
    [`${figure}_folded`, exact({ heading: `${heading(figure)}, folded`, printed: `${figure}: ${FOLDED}` })],
    ...(Object.keys(FORMS) as Form[]).map(form => [
      `${figure}_${form}`,
      exact({ heading: `${heading(figure)}, ${form.replace('_', '-')}`, printed: `${figure}: ${FORM_NAMES[form]}` }),
    ]),
  ]);
const cellsOf = (row: string, figure: Figure) =>
  Object.fromEntries([
    [`${figure}_folded`, compute<Settings>(() => foldedCost(row, figure))],
    ...(Object.keys(FORMS) as Form[]).map(form => [
      `${figure}_${form}`,
      compute<Settings>(() => trainedCost(row, form, figure)),
    ]),
  ]);

export default defineTable<Settings, string>({
  paper: 'dbb',
  id: 'extra-hosts',
  title: 'Extra: costs of every host, to the unit',
  printed: 'extra_exact-params-macs.csv',
  scales: { smoke: {} },
  columns: {
    replaced: exact({ heading: 'Convolutions replaced', printed: 'number of DBB-replaced convs' }),
    ...columnsOf('params'),
    ...columnsOf('macs'),
  },
  rows: Object.keys(ROWS).map(name => ({
    name,
    cells: { replaced: compute(() => replaced(name)), ...cellsOf(name, 'params'), ...cellsOf(name, 'macs') },
  })),
  deviations: [
    'The paper prints none of these but ResNet-18’s parameters; the figures beside ours were counted on the authors’ model definitions.',
  ],
});
