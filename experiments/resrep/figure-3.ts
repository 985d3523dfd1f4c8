/** Figure 3: the widths that are left. */
import { bars } from '@refold/core/draw';
import { defineFigure } from '@refold/lab';
import { budgetOf, PUBLISHED_WIDTHS } from 'resrep';
import { firstSeed, Learned } from './learned.ts';
import { MODES } from './modes.ts';

/** stage2.0: the block's stage and its place there. */
const blockOf = (path: string): string => path.split('.').slice(0, 2).join('.').replace('stage', '');

export default defineFigure({
  title: 'Channels of each pruned layer, before and after',
  trainings: scale => [firstSeed(MODES.resrep, scale)],
  draw: async ({ scale, trained }) => {
    const config = firstSeed(MODES.resrep, scale);
    const { params } = await trained(config);
    const learned = new Learned(config, params);
    const kept = learned.kept();
    const layers = budgetOf(learned.base).targets.map(({ path, group }, i) => ({
      name: blockOf(path),
      path,
      original: group.size,
      left: kept[i]!.length,
    }));
    const paper: readonly number[] =
      layers.length === PUBLISHED_WIDTHS['resnet-56'].length ? PUBLISHED_WIDTHS['resnet-56'] : [];
    const svg = bars(
      layers.map(({ name, original, left }) => ({ name, values: [original, left] })),
      ['original', 'left'],
      { title: 'Channels of the first layer of each block', x: 'stage.block', y: 'channels' },
    );
    const rows = layers.map(({ path, original, left }, i) => ({
      layer: path,
      original,
      left,
      'left in the paper': paper[i] ?? '',
    }));
    return { svg, rows };
  },
  deviations: [
    'Of table 2’s first seed at this scale. The paper’s widths of ResNet-56, read from its figure, stand beside where the network is that one; those of ResNet-50 and MobileNet are counted in tables 1 and extra-counts.',
  ],
});
