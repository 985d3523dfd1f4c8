/** Draws the pictures of the READMEs, docs/*.svg: a paper's block as an expression, and what folding makes of it. */
import { fileURLToPath } from 'node:url';
import { Rng, writeFileAtomic } from '@refold/core';
import { count } from '@refold/core/cost';
import { drawRewriting } from '@refold/core/draw';
import { fold } from '@refold/core/fold';
import { chain, conv, type Layer, network, relu } from '@refold/core/layers';
import { normed } from '@refold/core/zoo';
import { diversify } from 'dbb';
import { repvggBlock } from 'repvgg';

const CHANNELS = 64;
const INPUT = [56, 56, CHANNELS];

function draw(name: string, block: Layer, label: string): void {
  const trained = network(block, INPUT, Rng.seeded('readme'));
  const folded = fold(trained).network;
  const note = ({ layer, input }: typeof trained): string =>
    `${count(layer, input).total.params.toLocaleString('en-US')} parameters`;
  const picture = drawRewriting(
    { ...trained, title: 'While it learns', note: note(trained) },
    { ...folded, title: 'When it is used', note: `${note(folded)}, the same function` },
    { label },
  );
  writeFileAtomic(fileURLToPath(new URL(`../docs/${name}.svg`, import.meta.url)), picture);
}

draw(
  'block',
  repvggBlock()({ input: CHANNELS, out: CHANNELS, stride: 1, groups: 1, dilation: 1 }),
  'A RepVGG block: three branches while it learns, one convolution when it is used',
);
draw(
  'dbb',
  diversify(chain({ block: normed(conv(CHANNELS, 3)), relu: relu() }), INPUT),
  'A diverse branch block: four branches while it learns, one convolution when it is used',
);
