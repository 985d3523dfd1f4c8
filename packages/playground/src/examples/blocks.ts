/** Blocks that fold: those of RepVGG, DBB, ACNet and RepMLP, from the papers' own packages. */
import { asymmetricBlock } from '@refold/core/blocks';
import { type Block, chain, type Layer, makeSite, relu } from '@refold/core/layers';
import { BRANCHES, type Branch, diverseBranch, duplicated } from 'dbb/block';
import { repmlpBlock } from 'repmlp/block';
import { repmlpNetBlock } from 'repmlp/repmlpnet';
import { repvggBlock } from 'repvgg/block';
import type { Example, Group } from './example.ts';

const CHANNELS = 8;
const MAP = [48, 48] as const;
const INPUT = [...MAP, CHANNELS];

const site = makeSite(CHANNELS, CHANNELS, 3, { map: MAP });

const withRelu = (block: Block): Layer => chain({ block: block(site), relu: relu() });

const example = (name: string, about: string, layer: Layer, input: readonly number[] = INPUT): Example => ({
  name,
  about,
  layer,
  input,
});

const BRANCH_NAMES: Readonly<Record<Branch, string>> = {
  kxk: 'K×K',
  '1x1': '1×1',
  '1x1-kxk': '1×1–K×K',
  '1x1-avg': '1×1–AVG',
};

const BRANCH_SAYS: Readonly<Record<Branch, string>> = {
  kxk: 'The convolution itself with its norm, which folds into kernel and bias.',
  '1x1': 'A 1×1 convolution: the middle of a 3×3 kernel whose other weights are zero.',
  '1x1-kxk':
    'Two convolutions in a row are one. The norm between them pads with what it makes of zero, so the border is exact too.',
  '1x1-avg':
    'An average over 3×3 places is a convolution with nine equal weights. Alone it stays apart, for one 3×3 layer would cost more; beside a K×K it joins that.',
};

const repmlpSite = (channels: number, side: number) => makeSite(channels, channels, 3, { map: [side, side] });

export const FOLDING: readonly Group[] = [
  {
    paper: 'RepVGG',
    examples: [
      example(
        'RepVGG block',
        'Three branches, 3×3, 1×1 and identity, each with its norm: one 3×3 convolution.',
        repvggBlock()(site),
      ),
      example(
        'RepVGG block, stride 2',
        'Where the shape changes there is no identity.',
        repvggBlock()(makeSite(CHANNELS, 2 * CHANNELS, 3, { stride: 2 })),
      ),
    ],
  },
  {
    paper: 'Diverse Branch Block',
    examples: [
      example('DBB', 'Four branches of different kinds in the place of one convolution.', withRelu(diverseBranch())),
      ...BRANCHES.map(branch =>
        example(
          `DBB: ${BRANCH_NAMES[branch]} alone`,
          BRANCH_SAYS[branch],
          withRelu(diverseBranch({ branches: [branch] })),
        ),
      ),
      example(
        'Two equal branches',
        'What the paper compares DBB with: the same convolution twice.',
        withRelu(duplicated(2)),
      ),
    ],
  },
  {
    paper: 'ACNet',
    examples: [
      example(
        'Asymmetric block',
        '3×3, 1×3 and 3×1: the thin kernels strengthen the skeleton of the square one.',
        withRelu(asymmetricBlock),
      ),
    ],
  },
  {
    paper: 'RepMLP',
    examples: [
      example(
        'RepMLP block',
        'Convolutions beside a fully-connected layer over each partition of the map: all of them are one matrix. The global perceptron stays.',
        repmlpBlock({ partition: [8, 8], kernels: [1, 3] })(repmlpSite(4, 32)),
        [32, 32, 4],
      ),
      example(
        'RepMLPNet block',
        'Channels share matrices by sets; a gate weighs the channels.',
        repmlpNetBlock(4)(repmlpSite(8, 16)),
        [16, 16, 8],
      ),
    ],
  },
];
