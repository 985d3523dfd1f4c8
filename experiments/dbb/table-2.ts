/** Table 2: every host as it is, with ACNet's block and with DBB. */
import { type Cell, defineTable, greaterInRow, ifFetched, onlyAt, type Row, score, trained } from '@refold/lab';
import { FORMS, type Form, HOSTS } from './hosts.ts';
import { RECIPES } from './recipes.ts';
import { DEVIATIONS, type HostSettings, hostTraining, VGG_SCALES } from './scales.ts';

type Cells = Row<HostSettings, Form>['cells'];

const ROWS = {
  cifar10: 'CIFAR-10 / VGG-16',
  cifar100: 'CIFAR-100 / VGG-16',
  alexnet: 'ImageNet / AlexNet',
  mobilenet: 'ImageNet / MobileNet',
  'resnet-18': 'ImageNet / ResNet-18',
  'resnet-50': 'ImageNet / ResNet-50',
} as const;
const IMAGENET_HOSTS = ['alexnet', 'mobilenet', 'resnet-18', 'resnet-50'] as const;

/** A cell for each of the three forms. */
const inEveryForm = (cell: (form: Form) => Cell<HostSettings>): Cells =>
  Object.fromEntries((Object.keys(FORMS) as Form[]).map(form => [form, cell(form)]));

const topOne = (form: Form) => trained<HostSettings>(settings => hostTraining(FORMS[form], settings), 'top1');

const source = 'table 2';
const claimsOn = (row: string) => [
  greaterInRow(row, 'dbb_net', 'original', { sentence: 'DBB beats the original.', source }),
  greaterInRow(row, 'acnet', 'original', { sentence: 'ACNet beats the original.', source }),
  greaterInRow(row, 'dbb_net', 'acnet', { sentence: 'DBB beats ACNet.', source }),
];

export default defineTable<HostSettings, Form>({
  paper: 'dbb',
  id: 'table-2',
  title: 'Hosts with ACNet’s block and with DBB',
  printed: 'table2_main-accuracy.csv',
  scales: VGG_SCALES,
  columns: {
    original: score({ heading: 'Original, top-1' }),
    acnet: score({ heading: 'ACNet, top-1' }),
    dbb_net: score({ heading: 'DBB, top-1' }),
  },
  rows: [
    { name: ROWS.cifar10, cells: inEveryForm(topOne) },
    { name: ROWS.cifar100, settings: { data: 'cifar100' }, cells: inEveryForm(form => ifFetched(topOne(form))) },
    ...IMAGENET_HOSTS.map(host => ({
      name: ROWS[host],
      settings: { ...RECIPES[host], data: 'imagenet', host: HOSTS[host], network: host, seeds: [0] },
      cells: inEveryForm(form => onlyAt(['paper'], topOne(form), 'needs ImageNet')),
    })),
  ],
  claims: [...claimsOn(ROWS.cifar10), ...claimsOn(ROWS.cifar100)],
  deviations: [
    ...DEVIATIONS,
    'ImageNet rows at --scale paper are without the paper’s colour jitter and PCA lighting, and of one seed.',
  ],
});
