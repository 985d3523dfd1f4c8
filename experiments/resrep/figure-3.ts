/**
 * Figure 3: the widths that are left.
 *   npx refold reproduce resrep --table figure-3
 * About 8 minutes at quick, 2½ hours at standard, on two cores, for the run of table 2's first seed; drawing takes seconds.
 * Comes out: channels of each pruned layer before and after, beside the paper's where the network is ResNet-56.
 */
import { bars } from '@refold/core/draw';
import { defineFigure } from '@refold/lab';
import { budgetOf, LearnedNetwork, PUBLISHED_WIDTHS } from 'resrep';
import { firstSeed, MODES } from './modes.ts';

const PAPER = PUBLISHED_WIDTHS['resnet-56'];

/** stage2.0: the block's stage and its place there. */
const blockOf = (path: string): string => path.split('.').slice(0, 2).join('.').replace('stage', '');

export default defineFigure({
  title: 'Channels of each pruned layer, before and after',
  runs: scale => [firstSeed(MODES.resrep, scale)],
  draw: async ({ scale, trained }) => {
    const config = firstSeed(MODES.resrep, scale);
    const { base, kept } = new LearnedNetwork(config, (await trained(config)).params);
    const rows = budgetOf(base).targets.map(({ path, group }, i) => ({
      layer: path,
      original: group.size,
      left: kept[i]!.length,
      'left in the paper': kept.length === PAPER.length ? PAPER[i]! : '',
    }));
    const svg = bars(
      rows.map(({ layer, original, left }) => ({ name: blockOf(layer), values: [original, left] })),
      ['original', 'left'],
      { title: 'Channels of the first layer of each block', x: 'stage.block', y: 'channels' },
    );
    return { svg, rows };
  },
  deviations: [
    'The run is that of table 2’s first seed at this scale. The paper’s widths of ResNet-56, read from its figure, stand beside where the network is that one; those of ResNet-50 and MobileNet are counted in tables 1 and extra-counts.',
  ],
});
