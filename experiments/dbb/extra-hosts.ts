/**
 * Not in the paper: every host's costs, as it is, with ACNet's block and with DBB, against counts of the authors' models.
 *   npx refold reproduce dbb --table extra-hosts
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: parameters and multiply-adds to the unit, and a check that every form folds to the host's.
 */
import { commonFold, compute, costsOf, defineTable, exact, type Model } from '@refold/lab';
import { countReplaced, FORMS, type Form, HOSTS, type Host, withBlock } from 'dbb';

/** By their names in the file of printed values. */
const ROWS: Readonly<Record<string, readonly [host: Host, classes?: number]>> = {
  'VGG-16 CIFAR-10': [HOSTS['vgg-16'], 10],
  'VGG-16 CIFAR-100': [HOSTS['vgg-16'], 100],
  AlexNet: [HOSTS.alexnet],
  MobileNet: [HOSTS.mobilenet],
  'ResNet-18': [HOSTS['resnet-18']],
  'ResNet-50': [HOSTS['resnet-50']],
};

type Models = Readonly<Record<Form, Model>>;

/** The columns of one quantity: folded, and of each form as trained, with the value of a row's models. */
const columnsOf = (quantity: 'params' | 'macs', heading: string) => {
  const printedForms: Readonly<Record<Form, string>> = {
    original: 'original with BN',
    acnet: 'ACNet training form',
    dbb_net: 'DBB-Net training form',
  };
  const column = (key: string, printed: string, value: (models: Models) => number) => ({
    key: `${quantity}_${key}`,
    column: exact({ heading: `${heading}, ${key.replace('_', '-')}`, printed: `${quantity}: ${printed}` }),
    value,
  });
  return [
    column('folded', 'deploy (all forms, BN fused)', models => commonFold(models)[quantity]),
    ...(Object.keys(FORMS) as Form[]).map(form =>
      column(form, printedForms[form], models => costsOf(models[form]).trained[quantity]),
    ),
  ];
};
const COLUMNS = [...columnsOf('params', 'Parameters'), ...columnsOf('macs', 'Multiply-adds')];

export default defineTable({
  title: 'Extra: costs of every host, to the unit',
  printed: 'extra_exact-params-macs.csv',
  scales: { smoke: {} },
  columns: {
    replaced: exact({ heading: 'Convolutions replaced', printed: 'number of DBB-replaced convs' }),
    ...Object.fromEntries(COLUMNS.map(({ key, column }) => [key, column])),
  },
  rows: Object.entries(ROWS).map(([name, [host, classes]]) => {
    const { input } = host;
    const model = (form: Form) => ({ input, build: () => withBlock(host, FORMS[form], classes) });
    const models = { original: model('original'), acnet: model('acnet'), dbb_net: model('dbb_net') };
    const cells = COLUMNS.map(({ key, value }) => [key, compute(() => value(models))]);
    return {
      name,
      cells: { replaced: compute(() => countReplaced(host.build(), input)), ...Object.fromEntries(cells) },
    };
  }),
  deviations: [
    'The paper prints none of these but ResNet-18’s parameters; the values beside ours were counted on the authors’ model definitions.',
  ],
});
