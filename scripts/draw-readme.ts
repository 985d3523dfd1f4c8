/** Draws the README's picture, docs/block.svg: a RepVGG block as an expression, and what folding makes of it. */
import { fileURLToPath } from 'node:url';
import { Rng, writeFileAtomic } from '@refold/core';
import { count } from '@refold/core/cost';
import { drawRewriting } from '@refold/core/draw';
import { fold } from '@refold/core/fold';
import { network } from '@refold/core/layers';
import { repvggBlock } from 'repvgg';

const CHANNELS = 64;
const block = repvggBlock()({ input: CHANNELS, out: CHANNELS, stride: 1, groups: 1, dilation: 1 });
const trained = network(block, [56, 56, CHANNELS], Rng.seeded('readme'));
const folded = fold(trained).network;
const note = ({ layer, input }: typeof trained): string =>
  `${count(layer, input).total.params.toLocaleString('en-US')} parameters`;

const picture = drawRewriting(
  { ...trained, title: 'While it learns', note: note(trained) },
  { ...folded, title: 'When it is used', note: `${note(folded)}, the same function` },
  { label: 'A RepVGG block: three branches while it learns, one convolution when it is used' },
);
writeFileAtomic(fileURLToPath(new URL('../docs/block.svg', import.meta.url)), picture);
