/**
 * Figure 5: the scale of each branch in a trained network, by the γ of its last norm.
 *   npx refold reproduce dbb --table figure-5
 * One run, which is table 4's too: 7 epochs on 10,000 images of CIFAR-10 at quick, 20 epochs on all of it at standard.
 * Comes out: a line per kind of branch over the blocks of the network, and every γ in the CSV.
 */
import { scatter } from '@refold/core/draw';
import { leaves, type Params, type Traced, trace } from '@refold/core/layers';
import type { TrainConfig } from '@refold/core/train';
import { defineFigure, type Scale } from '@refold/lab';
import { BRANCHES, type Branch, blocks } from 'dbb';
import { hostTraining, RESNET_SCALES } from './scales.ts';

/** The first seed of table 4's full DBB. */
const trainingAt = (scale: Scale): TrainConfig => ({ ...hostTraining(blocks.dbb, RESNET_SCALES[scale]), seed: 0 });

/** A diverse branch block of the network. */
interface Block {
  /** Counted from 1, in order of evaluation. */
  readonly index: number;
  readonly stride: number;
  /** |γ| of each branch's last norm. */
  readonly scales: Readonly<Record<Branch, readonly number[]>>;
}

/** The sums whose children are the four branches. */
function* blocksIn(node: Traced): Generator<Traced> {
  const names = node.layer.op === 'sum' ? node.layer.children.map(([name]) => name) : [];
  if (names.join() === BRANCHES.join()) yield node;
  else for (const child of node.children) yield* blocksIn(child);
}

function readBlock(node: Traced, index: number, params: Params): Block {
  const scales = node.children.map((branch, i) => {
    const last = [...leaves(branch)].findLast(({ layer }) => layer.op === 'batchNorm');
    return [BRANCHES[i]!, Array.from(params.get(`${last!.path}.gamma`)!.data, Math.abs)] as const;
  });
  return {
    index: index + 1,
    stride: Math.round(node.input[0]! / node.output[0]!),
    scales: Object.fromEntries(scales) as unknown as Block['scales'],
  };
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const round = (value: number): number => Number(value.toPrecision(4));

export default defineFigure({
  paper: 'dbb',
  id: 'figure-5',
  title: 'Scale of each branch in a trained network: mean |γ| of its last norm, by block',
  trainings: scale => [trainingAt(scale)],
  draw: async ({ scale, trained }) => {
    const config = trainingAt(scale);
    const { params } = await trained(config);
    const all = [...blocksIn(trace(config.layer, config.input))].map((node, i) => readBlock(node, i, params));
    const svg = scatter(
      BRANCHES.map(branch => ({
        name: branch,
        line: true,
        points: all.map(({ index, scales }) => ({ x: index, y: mean(scales[branch]) })),
      })),
      { title: 'Scale of each branch', x: `block (stride 2: ${strided(all)})`, y: 'mean |γ|' },
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

const strided = (all: readonly Block[]): string =>
  all
    .filter(({ stride }) => stride === 2)
    .map(({ index }) => index)
    .join(', ');
