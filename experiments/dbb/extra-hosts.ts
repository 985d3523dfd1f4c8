/**
 * Not in the paper: every host's costs, as it is, with ACNet's block and with DBB, against counts of the authors' models.
 *   npx refold reproduce dbb --table extra-hosts
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: parameters and multiply-adds to the unit, and a check that every form folds to the host's.
 */
import { RefoldError } from '@refold/core';
import { compute, costsOf, defineTable, exact, type Model } from '@refold/lab';
import { blocks, diversify, FORMS, type Form, HOSTS, type Host, withBlock } from 'dbb';

/** Names in the file of printed values. */
const ROWS: Readonly<Record<string, readonly [host: Host, classes?: number]>> = {
  'VGG-16 CIFAR-10': [HOSTS['vgg-16'], 10],
  'VGG-16 CIFAR-100': [HOSTS['vgg-16'], 100],
  AlexNet: [HOSTS.alexnet],
  MobileNet: [HOSTS.mobilenet],
  'ResNet-18': [HOSTS['resnet-18']],
  'ResNet-50': [HOSTS['resnet-50']],
};

/** Names of the forms, here and in the file of printed values. */
const FORM_NAMES: Readonly<Record<Form, readonly [heading: string, printed: string]>> = {
  original: ['original', 'original with BN'],
  acnet: ['acnet', 'ACNet training form'],
  dbb_net: ['dbb-net', 'DBB-Net training form'],
};
const HEADINGS = { params: 'Parameters', macs: 'Multiply-adds' } as const;
type Quantity = keyof typeof HEADINGS;
const QUANTITIES = Object.keys(HEADINGS) as readonly Quantity[];
const FORM_KEYS = Object.keys(FORM_NAMES) as readonly Form[];

type Models = Readonly<Record<Form, Model>>;
const modelsOf = ([host, classes]: readonly [Host, number?]): Models => {
  const model = (form: Form): Model => ({ input: host.input, build: () => withBlock(host, FORMS[form], classes) });
  return { original: model('original'), acnet: model('acnet'), dbb_net: model('dbb_net') };
};

/** Of the folded host, which every form must have to the unit. */
function foldedCost(row: string, models: Models, quantity: Quantity): number {
  const folded = (form: Form) => costsOf(models[form]).folded[quantity];
  const odd = FORM_KEYS.find(form => folded(form) !== folded('original'));
  if (odd === undefined) return folded('original');
  throw new RefoldError(`${row} with ${odd} folds to ${folded(odd)} ${quantity}, the host to ${folded('original')}`);
}

function replaced([{ build, input }, classes]: readonly [Host, number?]): number {
  let times = 0;
  diversify(build(classes), input, {
    block: place => {
      times++;
      return blocks.dbb(place);
    },
  });
  return times;
}

const columnsOf = (quantity: Quantity) => [
  [
    `${quantity}_folded`,
    exact({ heading: `${HEADINGS[quantity]}, folded`, printed: `${quantity}: deploy (all forms, BN fused)` }),
  ],
  ...FORM_KEYS.map(form => {
    const [heading, printed] = FORM_NAMES[form];
    return [
      `${quantity}_${form}`,
      exact({ heading: `${HEADINGS[quantity]}, ${heading}`, printed: `${quantity}: ${printed}` }),
    ];
  }),
];

export default defineTable({
  paper: 'dbb',
  id: 'extra-hosts',
  title: 'Extra: costs of every host, to the unit',
  printed: 'extra_exact-params-macs.csv',
  scales: { smoke: {} },
  columns: {
    replaced: exact({ heading: 'Convolutions replaced', printed: 'number of DBB-replaced convs' }),
    ...Object.fromEntries(QUANTITIES.flatMap(columnsOf)),
  },
  rows: Object.entries(ROWS).map(([name, host]) => {
    const models = modelsOf(host);
    const cells = QUANTITIES.flatMap(quantity => [
      [`${quantity}_folded`, compute(() => foldedCost(name, models, quantity))],
      ...FORM_KEYS.map(form => [`${quantity}_${form}`, compute(() => costsOf(models[form]).trained[quantity])]),
    ]);
    return { name, cells: { replaced: compute(() => replaced(host)), ...Object.fromEntries(cells) } };
  }),
  deviations: [
    'The paper prints none of these but ResNet-18’s parameters; the values beside ours were counted on the authors’ model definitions.',
  ],
});
