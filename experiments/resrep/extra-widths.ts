/**
 * Figure 3 in the paper: the widths of its pruned networks, layer by layer. Those that are left are what table 1 and extra-counts count.
 *   npx refold reproduce resrep --table extra-widths
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: widths before pruning, read off the networks, and those after it, as our models have them.
 */
import { compute, defineTable, exact } from '@refold/lab';
import { HOSTS, PUBLISHED_WIDTHS, type PublishedName, widthsOf } from 'resrep';

/** The printed name of each network, and of its layers that are pruned, in order of evaluation. */
const NETS: Readonly<Record<PublishedName, readonly [name: string, layers: readonly string[]]>> = {
  'resnet-50': ['ResNet-50 (54.54%)', inBlocks([3, 4, 6, 3], ['conv1', 'conv2'])],
  mobilenet: ['MobileNet (73.91%)', ['conv1', ...Array.from({ length: 13 }, (_, i) => `stem.${i}.pointwise`)]],
  'resnet-56': ['ResNet-56 (52.91%)', inBlocks([9, 9, 9], ['conv1'])],
};

/** 'stage1.block0.conv1', ... */
function inBlocks(depths: readonly number[], layers: readonly string[]): readonly string[] {
  return depths.flatMap((depth, stage) =>
    Array.from({ length: depth }, (_, block) => layers.map(layer => `stage${stage + 1}.block${block}.${layer}`)).flat(),
  );
}

export default defineTable({
  title: 'Extra: widths of the published networks',
  printed: 'figure3_final-widths.csv',
  scales: { smoke: {} },
  columns: {
    original: exact({ heading: 'Channels', printed: 'original width' }),
    left: exact({ heading: 'Left', printed: 'final width' }),
  },
  rows: (Object.keys(NETS) as PublishedName[]).flatMap(net => {
    const [name, layers] = NETS[net];
    let widths: readonly number[] | undefined;
    const original = (i: number): number => {
      widths ??= widthsOf(HOSTS[net]);
      return widths[i]!;
    };
    return layers.map((layer, i) => ({
      name: `${name} ${layer}`,
      cells: {
        original: compute(() => original(i)),
        left: compute(() => PUBLISHED_WIDTHS[net][i]!),
      },
    }));
  }),
});
