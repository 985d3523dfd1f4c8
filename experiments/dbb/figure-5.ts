/**
 * Figure 5: the scale of each branch in a trained network, by the γ of its last norm.
 *   npx refold reproduce dbb --table figure-5
 * One run, which is table 4's too: 7 epochs on 10,000 images of CIFAR-10 at quick, 20 epochs on all of it at standard.
 * Comes out: a line per kind of branch over the blocks of the network, and every γ in the CSV.
 */
import { scatter } from '@refold/core/draw';
import { trace } from '@refold/core/layers';
import { defineFigure, type Scale } from '@refold/lab';
import { BRANCHES, blocks, branchesIn, branchScales } from 'dbb';
import { hostTraining, RESNET_SCALES } from './scales.ts';

/** The first seed of table 4's full DBB. */
const trainingAt = (scale: Scale) => ({ ...hostTraining(blocks.dbb, RESNET_SCALES[scale]), seed: 0 });

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const round = (value: number): number => Number(value.toPrecision(4));

export default defineFigure({
  title: 'Scale of each branch in a trained network: mean |γ| of its last norm, by block',
  trainings: scale => [trainingAt(scale)],
  draw: async ({ scale, trained }) => {
    const config = trainingAt(scale);
    const { params } = await trained(config);
    const all = [...branchesIn(trace(config.layer, config.input))].map((node, i) => ({
      // Counted from 1, in order of evaluation.
      index: i + 1,
      stride: Math.round(node.input[0]! / node.output[0]!),
      scales: branchScales(node, params),
    }));
    const strided = all.flatMap(({ index, stride }) => (stride === 2 ? [index] : [])).join(', ');
    const svg = scatter(
      BRANCHES.map(branch => ({
        name: branch,
        line: true,
        points: all.map(({ index, scales }) => ({ x: index, y: mean(scales[branch]) })),
      })),
      { title: 'Scale of each branch', x: `block (stride 2: ${strided})`, y: 'mean |γ|' },
    );
    const rows = all.flatMap(({ index, stride, scales }) =>
      BRANCHES.map(branch => ({
        block: index,
        stride,
        branch,
        mean: round(mean(scales[branch])),
        sorted: scales[branch]
          .toSorted((a, b) => a - b)
          .map(round)
          .join(' '),
      })),
    );
    return { svg, rows };
  },
  deviations: [
    'The network is that of table 4 at this scale, not ResNet-18 on ImageNet: blocks are more and narrower.',
    'The sorted scales of two blocks, which the paper plots, are in the CSV, for every block.',
  ],
});
