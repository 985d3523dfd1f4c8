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

/** Names of the forms in the file of printed values. */
const FORM_NAMES: Readonly<Record<Form, string>> = {
  original: 'original with BN',
  acnet: 'ACNet training form',
  dbb_net: 'DBB-Net training form',
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
function foldedCost(models: Models, quantity: Quantity): number {
  const [host, ...others] = FORM_KEYS.map(form => costsOf(models[form]).folded[quantity]);
  if (others.every(other => other === host)) return host!;
  throw new RefoldError(`the host folds to ${host} ${quantity}, its other forms to ${others.join(' and ')}`);
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

/** Every column, with the value of a row. */
const COLUMNS = QUANTITIES.flatMap(quantity => [
  {
    key: `${quantity}_folded`,
    column: exact({ heading: `${HEADINGS[quantity]}, folded`, printed: `${quantity}: deploy (all forms, BN fused)` }),
    value: (models: Models) => foldedCost(models, quantity),
  },
  ...FORM_KEYS.map(form => ({
    key: `${quantity}_${form}`,
    column: exact({
      heading: `${HEADINGS[quantity]}, ${form.replace('_', '-')}`,
      printed: `${quantity}: ${FORM_NAMES[form]}`,
    }),
    value: (models: Models) => costsOf(models[form]).trained[quantity],
  })),
]);

export default defineTable({
  title: 'Extra: costs of every host, to the unit',
  printed: 'extra_exact-params-macs.csv',
  scales: { smoke: {} },
  columns: {
    replaced: exact({ heading: 'Convolutions replaced', printed: 'number of DBB-replaced convs' }),
    ...Object.fromEntries(COLUMNS.map(({ key, column }) => [key, column])),
  },
  rows: Object.entries(ROWS).map(([name, host]) => {
    const models = modelsOf(host);
    const cells = COLUMNS.map(({ key, value }) => [key, compute(() => value(models))]);
    return { name, cells: { replaced: compute(() => replaced(host)), ...Object.fromEntries(cells) } };
  }),
  deviations: [
    'The paper prints none of these but ResNet-18’s parameters; the values beside ours were counted on the authors’ model definitions.',
  ],
});
