/** Draws the pictures of the READMEs, docs/*.svg: a paper's block as an expression, and what folding makes of it. */
import { fileURLToPath } from 'node:url';
import { Rng, writeFileAtomic } from '@refold/core';
import { count } from '@refold/core/cost';
import { drawRewriting, drawSteps } from '@refold/core/draw';
import { fold } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { chain, conv, identity, type Layer, type Network, relu, sum } from '@refold/core/layers';
import { keepChannels } from '@refold/core/prune';
import { normed } from '@refold/core/zoo';
import { diversify } from 'dbb';
import { repvggBlock } from 'repvgg';
import { COMPACTOR, compactorsOf, withCompactors } from 'resrep';

const CHANNELS = 64;
const INPUT = [56, 56, CHANNELS];

const parametersOf = ({ layer, input }: Network): string =>
  `${count(layer, input).total.params.toLocaleString('en-US')} parameters`;

const write = (name: string, picture: string): void =>
  writeFileAtomic(fileURLToPath(new URL(`../docs/${name}.svg`, import.meta.url)), picture);

function draw(name: string, block: Layer, label: string): void {
  const trained = network(block, INPUT, Rng.seeded('readme'));
  const folded = fold(trained).network;
  const picture = drawRewriting(
    { ...trained, title: 'While it learns', note: parametersOf(trained) },
    { ...folded, title: 'When it is used', note: `${parametersOf(folded)}, the same function` },
    { label },
  );
  write(name, picture);
}

/** A residual block whose first layer forgets all but some of its channels. */
function drawCompactor(left: number): void {
  const body = chain({ one: normed(conv(CHANNELS, 3)), relu: relu(), two: normed(conv(CHANNELS, 3)) });
  const net = network(chain({ sum: sum({ body, shortcut: identity() }), relu: relu() }), INPUT, Rng.seeded('readme'));
  const learning = withCompactors(net);
  const titles = { [`sum.body.${COMPACTOR}`]: 'compactor 1×1' };
  const keep = compactorsOf(net).map(({ group }) => [group, [...Array(left).keys()]] as const);
  const cut = keepChannels(learning, Object.fromEntries(keep));
  const folded = fold(cut).network;
  const picture = drawSteps(
    {
      ...learning,
      titles,
      title: 'While it learns',
      note: `${parametersOf(learning)}, ${CHANNELS - left} rows at zero`,
    },
    [
      { ...cut, titles, verb: 'cut', title: 'Without those rows', note: `${parametersOf(cut)}, the same function` },
      { ...folded, verb: 'fold', title: 'When it is used', note: `${parametersOf(folded)}, the same function` },
    ],
    `A layer with its compactor: ${CHANNELS - left} of the compactor's ${CHANNELS} rows are cut, and the rest folds into the layer`,
  );
  write('resrep', picture);
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
drawCompactor(24);
