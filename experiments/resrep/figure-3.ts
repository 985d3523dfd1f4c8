/**
 * Figure 3: the widths that are left.
 *   npx refold reproduce resrep --table figure-3
 * About 8 minutes at quick, 2½ hours at standard, on two cores, for the run of table 2's first seed; drawing takes seconds.
 * Comes out: channels of each pruned layer before and after, beside the paper's where the network is ResNet-56.
 */
import { bars, defineFigure, printedBy } from '@refold/lab';
import { budgetOf, LearnedNetwork, PUBLISHED_WIDTHS } from 'resrep';
import { firstSeed, MODES } from './modes.ts';

const PAPER = PUBLISHED_WIDTHS['resnet-56'];

/** A block of ResNet-56 in the printed values. */
const BLOCK = /^ResNet-56 .*stage(?<stage>\d)\.block(?<block>\d)\.conv1/;

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
    return { rows };
  },
  plot: ({ rows, printed }) => {
    const paper = printed('figure3_final-widths.csv');
    const whole = printedBy(paper, new RegExp(`${BLOCK.source}, original width$`));
    const left = printedBy(paper, new RegExp(`${BLOCK.source}, final width$`));
    const isSame = rows.length === left.length;
    return bars(
      [
        ...rows.map(({ layer, original, left }) => ({
          group: blockOf(layer!),
          panel: isSame ? 'ResNet-56' : 'here: a smaller ResNet',
          value: (100 * Number(left)) / Number(original),
        })),
        ...left.map(({ value, of: { stage, block } }, i) => ({
          group: `${stage}.${block}`,
          panel: isSame ? 'ResNet-56' : 'the paper: ResNet-56',
          origin: 'paper' as const,
          value: (100 * value) / whole[i]!.value,
        })),
      ],
      {
        title: 'Channels that are left in the first layer of each block',
        x: 'stage.block',
        y: { title: '% of the layer’s channels' },
        height: 170,
        width: 760,
        perRow: 1,
      },
    );
  },
  deviations: [
    'The run is that of table 2’s first seed at this scale. The paper’s widths of ResNet-56, read from its figure, stand beside where the network is that one; those of ResNet-50 and MobileNet are counted in tables 1 and extra-counts.',
  ],
});
