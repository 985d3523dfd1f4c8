/** Not in the paper: what the published widths gain in time, beside the multiply-adds that they save. */
import { foldedLayer } from '@refold/core/fold';
import { type BenchCase, benched, type Cell, compute, defineTable, measured, ratio, type Settings } from '@refold/lab';
import { HOSTS, type PublishedName, published } from 'resrep';
import { reductionOf } from './counts.ts';

interface SpeedSettings extends Settings {
  /** Side of the images and how many at once, by network. */
  readonly timed: Readonly<Record<PublishedName, { readonly side: number; readonly batchSize: number }>>;
  readonly rounds: number;
}

const at = (cifar: number, side: number, batchSize: number, rounds: number): SpeedSettings => ({
  timed: {
    'resnet-56': { side: 32, batchSize: cifar },
    'resnet-50': { side, batchSize },
    mobilenet: { side, batchSize },
  },
  rounds,
  network: `folded; CIFAR's in batches of ${cifar}, ImageNet's at ${side}×${side} in batches of ${batchSize}`,
});

const BASE = 'as trained';
const PRUNED = 'as pruned';
const NAMES: Readonly<Record<PublishedName, string>> = {
  'resnet-56': 'ResNet-56',
  'resnet-50': 'ResNet-50',
  mobilenet: 'MobileNet',
};
const KEYS = Object.keys(NAMES) as PublishedName[];
type Key = PublishedName | `${PublishedName}_saved`;

const timed =
  (name: PublishedName, pruned: boolean) =>
  ({ timed, rounds }: SpeedSettings): BenchCase => {
    const { side, batchSize } = timed[name];
    const input = [side, side, 3];
    const layer = pruned ? published(name) : HOSTS[name].build();
    return { layer: foldedLayer(layer, input), input, batchSize, fold: false, rounds };
  };

const columns = Object.fromEntries(
  KEYS.flatMap(name => [
    [name, ratio({ heading: `${NAMES[name]}: images a second`, to: BASE })],
    [`${name}_saved`, measured({ heading: `${NAMES[name]}: multiply-adds saved`, unit: '%', digits: 2 })],
  ]),
) as Record<Key, ReturnType<typeof ratio> | ReturnType<typeof measured>>;

const cells = (pruned: boolean): { readonly [key in Key]?: Cell<SpeedSettings> } =>
  Object.fromEntries(
    KEYS.flatMap(name => [
      [name, benched(timed(name, pruned))],
      ...(pruned ? [[`${name}_saved`, compute<SpeedSettings>(() => reductionOf(name))] as const] : []),
    ]),
  );

export default defineTable<SpeedSettings, Key>({
  title: 'Extra: time against multiply-adds, of the published widths',
  scales: {
    smoke: at(2, 32, 1, 1),
    quick: at(32, 96, 4, 5),
    standard: at(128, 224, 8, 7),
    paper: at(256, 224, 128, 20),
  },
  columns,
  rows: [
    { name: BASE, cells: cells(false) },
    { name: PRUNED, cells: cells(true) },
  ],
  deviations: ['Below --scale standard the ImageNet networks are timed on smaller images.'],
});
