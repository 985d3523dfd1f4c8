/**
 * Figure 5: the scale of each branch in a trained network, by the γ of its last norm.
 *   npx refold reproduce dbb --table figure-5
 * One run, which is table 4's too: 2 epochs on 30,000 images of CIFAR-10 at quick, 10 epochs on all of it at standard.
 * On two cores training takes about 2 minutes at quick and 40 minutes at standard.
 * Comes out: a line per kind of branch over the blocks of the network, and every γ in the CSV.
 */
import { trace } from '@refold/core/layers';
import { curves, defineFigure, type FigureRow, printedBy, type Scale, significant } from '@refold/lab';
import { BRANCHES, blocks, branchesIn, branchScales } from 'dbb';
import { hostTraining, RESNET_SCALES } from './recipes.ts';

/** The first seed of table 4's full DBB. */
const trainingAt = (scale: Scale) => ({ ...hostTraining(blocks.dbb, RESNET_SCALES[scale]), seed: 0 });

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

const PRINTED = 'figure5_branch-scale-factors.csv';
/** A branch as the paper writes it: 1×1-K×K. */
const nameOf = (branch: string): string => branch.replaceAll('x', '×').replaceAll('k', 'K').replace('avg', 'AVG');

/** The blocks that halve their map. */
const stridedIn = (rows: readonly FigureRow[]): string =>
  [...new Set(rows.filter(({ stride }) => stride === '2').map(({ block }) => block))].join(', ');

export default defineFigure({
  title: 'Scale of each branch in a trained network: mean |γ| of its last norm, by block',
  runs: scale => [trainingAt(scale)],
  draw: async ({ scale, trained }) => {
    const config = trainingAt(scale);
    const { params } = await trained(config);
    // Blocks are counted from 1, in order of evaluation.
    const rows = [...branchesIn(trace(config.layer, config.input))].flatMap((node, i) => {
      const scales = branchScales(node, params);
      return BRANCHES.map(branch => ({
        block: i + 1,
        stride: Math.round(node.input[0]! / node.output[0]!),
        branch,
        mean: significant(mean(scales[branch])),
        sorted: scales[branch]
          .toSorted((a, b) => a - b)
          .map(gamma => significant(gamma))
          .join(' '),
      }));
    });
    return { rows };
  },
  plot: ({ rows, printed, scale }) =>
    curves(
      [
        ...rows.map(({ block, branch, mean }) => ({
          series: nameOf(branch!),
          panel: `here: ${RESNET_SCALES[scale].network}, ${scale}`,
          x: Number(block),
          y: Number(mean),
        })),
        ...printedBy(printed(PRINTED), /^block (?<block>\d+) \(stride \d\), (?<branch>.+)$/).map(({ value, of }) => ({
          series: of.branch!,
          panel: 'the paper: ResNet-18 on ImageNet',
          origin: 'paper' as const,
          x: Number(of.block),
          y: value,
        })),
      ],
      {
        title: 'Scale of each branch',
        subtitle: `Blocks with stride 2: ${stridedIn(rows)} here; 5, 9, 13 in the paper`,
        x: { title: 'block', whole: true },
        y: { title: 'mean |γ| of the branch’s last norm' },
        ownY: true,
      },
    ),
  deviations: [
    'The network is that of table 4 at this scale, not ResNet-18 on ImageNet: blocks are more and narrower.',
    'The sorted scales of two blocks, which the paper plots, are in the CSV, for every block.',
  ],
});
