/**
 * Not in the paper: what the published widths gain in time, beside the multiply-adds that they save.
 *   npx refold reproduce resrep --table extra-speed
 * Half a minute at quick: it trains nothing, and times three networks as they are and as pruned.
 * Comes out: images per second relative to the network as it was, on random parameters.
 */
import { foldedLayer } from '@refold/core/fold';
import { CIFAR } from '@refold/core/zoo';
import { benched, compute, defineTable, measured, ratio } from '@refold/lab';
import { HOSTS, type PublishedName, published, publishedReduction } from 'resrep';

/** @param cifarBatch images at once of CIFAR's network; the others are for ImageNet's */
function at(cifarBatch: number, side: number, batchSize: number, rounds: number) {
  const network = `folded; CIFAR's in batches of ${cifarBatch}, ImageNet's at ${side}×${side} in batches of ${batchSize}`;
  return { cifarBatch, side, batchSize, rounds, network };
}

type SpeedSettings = ReturnType<typeof at>;

const BASE = 'as trained';
const NETWORKS = [
  ['resnet-56', 'ResNet-56'],
  ['resnet-50', 'ResNet-50'],
  ['mobilenet', 'MobileNet'],
] as const;

const timed =
  (name: PublishedName, isPruned: boolean) =>
  ({ cifarBatch, side, batchSize }: SpeedSettings) => {
    const isSmall = HOSTS[name].input === CIFAR;
    const input = isSmall ? CIFAR : [side, side, 3];
    const layer = foldedLayer(isPruned ? published(name) : HOSTS[name].build(), input);
    return { layer, input, batchSize: isSmall ? cifarBatch : batchSize };
  };

export default defineTable<SpeedSettings>({
  title: 'Extra: time against multiply-adds, of the published widths',
  scales: {
    smoke: at(2, 32, 1, 1),
    quick: at(32, 96, 4, 5),
    standard: at(128, 224, 8, 7),
    paper: at(256, 224, 128, 20),
  },
  columns: Object.fromEntries(
    NETWORKS.flatMap(([name, heading]) => [
      [name, ratio({ heading: `${heading}: images per second`, to: BASE })],
      [`${name}_saved`, measured({ heading: `${heading}: multiply-adds saved`, unit: '%', digits: 2 })],
    ]),
  ),
  rows: [false, true].map(isPruned => ({
    name: isPruned ? 'as pruned' : BASE,
    cells: Object.fromEntries(
      NETWORKS.flatMap(([name]) => [
        [name, benched(timed(name, isPruned))],
        ...(isPruned ? [[`${name}_saved`, compute(() => publishedReduction(name))]] : []),
      ]),
    ),
  })),
  deviations: ['Below --scale standard the ImageNet networks are timed on smaller images.'],
});
