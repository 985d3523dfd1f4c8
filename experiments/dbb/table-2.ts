/**
 * Table 2: every host as it is, with ACNet's block and with DBB.
 *   npx refold reproduce dbb --table table-2 --row CIFAR-10
 * quick trains 9 runs per dataset (3 forms, 3 seeds) of 2 epochs on 30,000 images, standard 9 of 10 epochs on all of it;
 * CIFAR-100 once it is fetched.
 * On two cores training takes about 10 minutes at quick and 3½ hours at standard.
 * Comes out: top-1 of the three forms, and whether DBB beats ACNet's block and both beat the original. ImageNet's rows need --scale paper.
 */
import { defineTable, greaterInRow, ifFetched, needsImageNet, score, trained } from '@refold/lab';
import { FORMS, type Form } from 'dbb';
import { asPrinted, DEVIATIONS, type HostSettings, hostTraining, VGG_SCALES } from './recipes.ts';

const CIFAR10 = 'CIFAR-10 / VGG-16';
const CIFAR100 = 'CIFAR-100 / VGG-16';
const VGG_16 = VGG_SCALES.paper.network;
const ON_IMAGENET = {
  'ImageNet / AlexNet': 'alexnet',
  'ImageNet / MobileNet': 'mobilenet',
  'ImageNet / ResNet-18': 'resnet-18',
  'ImageNet / ResNet-50': 'resnet-50',
} as const;

/** Top-1 of the three forms, each trained for a column. */
function inEveryForm<T>(of: (cell: ReturnType<typeof topOne>) => T): Readonly<Record<Form, T>> {
  return { original: of(topOne('original')), acnet: of(topOne('acnet')), dbb_net: of(topOne('dbb_net')) };
}
const topOne = (form: Form) => trained<HostSettings>(settings => hostTraining(FORMS[form], settings), 'top1');

const source = 'table 2';
const claimsOn = (row: string) => [
  greaterInRow(row, 'dbb_net', 'original', { sentence: 'DBB beats the original.', source }),
  greaterInRow(row, 'acnet', 'original', { sentence: 'ACNet beats the original.', source }),
  greaterInRow(row, 'dbb_net', 'acnet', { sentence: 'DBB beats ACNet.', source }),
];

export default defineTable<HostSettings>({
  title: 'Hosts with ACNet’s block and with DBB',
  printed: 'table2_main-accuracy.csv',
  scales: VGG_SCALES,
  columns: {
    original: score({ heading: 'Original, top-1' }),
    acnet: score({ heading: 'ACNet, top-1' }),
    dbb_net: score({ heading: 'DBB, top-1' }),
  },
  rows: [
    { name: CIFAR10, network: VGG_16, cells: inEveryForm(cell => cell) },
    { name: CIFAR100, network: VGG_16, settings: { data: 'cifar100' }, cells: inEveryForm(ifFetched) },
    ...Object.entries(ON_IMAGENET).map(([name, host]) => ({
      name,
      settings: { ...asPrinted(host, 'imagenet'), seeds: [0] },
      cells: inEveryForm(needsImageNet),
    })),
  ],
  claims: [...claimsOn(CIFAR10), ...claimsOn(CIFAR100)],
  deviations: [
    ...DEVIATIONS,
    'ImageNet rows at --scale paper are without the paper’s colour jitter and PCA lighting, and of one seed.',
  ],
});
