/** Draws docs/*.svg, the pictures of blocks before and after folding, and the table of papers in README.md. */
import { fileURLToPath } from 'node:url';
import { Rng } from '@refold/core';
import { count } from '@refold/core/cost';
import { drawRewriting, drawSteps } from '@refold/core/draw';
import { fold } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { writeFileAtomic } from '@refold/core/io';
import { chain, conv, identity, type Layer, makeSite, type Network, relu, sum } from '@refold/core/layers';
import { keepChannels } from '@refold/core/prune';
import { normed } from '@refold/core/zoo';
import { diversify } from 'dbb';
import { repvggBlock } from 'repvgg';
import { compactorsOf, withCompactors } from 'resrep';
import { drawPapers } from './papers-table.ts';

const CHANNELS = 64;
const INPUT = [56, 56, CHANNELS];

const parametersOf = ({ layer, input }: Network): string =>
  `${count(layer, input).total.params.toLocaleString('en-US')} parameters`;

const write = (name: string, picture: string): void =>
  writeFileAtomic(fileURLToPath(new URL(`../docs/${name}.svg`, import.meta.url)), picture);

/** A block beside what it folds to. */
function drawBlock(name: string, block: Layer, label: string): void {
  const trained = network(block, INPUT, Rng.seeded('readme'));
  const folded = fold(trained).network;
  const picture = drawRewriting(
    { ...trained, title: 'Training', note: parametersOf(trained) },
    { ...folded, title: 'Inference', note: `${parametersOf(folded)}, the same function` },
    { label },
  );
  write(name, picture);
}

/** A residual block with a compactor after its first layer, which keeps `kept` of its channels. */
function drawCompactor(kept: number): void {
  const body = chain({ one: normed(conv(CHANNELS, 3)), relu: relu(), two: normed(conv(CHANNELS, 3)) });
  const net = network(chain({ sum: sum({ body, shortcut: identity() }), relu: relu() }), INPUT, Rng.seeded('readme'));
  const trained = withCompactors(net);
  const paths = compactorsOf(net).map(({ parameter }) => parameter.replace(/\.kernel$/, ''));
  const titles = Object.fromEntries(paths.map(path => [path, 'compactor 1×1']));
  const cut = keepChannels(trained, Object.fromEntries(paths.map(path => [path, [...Array(kept).keys()]])));
  const folded = fold(cut).network;
  const picture = drawSteps(
    {
      ...trained,
      titles,
      title: 'Training',
      note: `${parametersOf(trained)}, ${CHANNELS - kept} rows at zero`,
    },
    [
      { ...cut, titles, verb: 'prune', title: 'Pruned', note: `${parametersOf(cut)}, the same function` },
      { ...folded, verb: 'fold', title: 'Inference', note: `${parametersOf(folded)}, the same function` },
    ],
    `A layer with its compactor: ${CHANNELS - kept} of the compactor's ${CHANNELS} rows are cut, and what is left folds into the layer`,
  );
  write('resrep', picture);
}

drawBlock(
  'block',
  repvggBlock()(makeSite(CHANNELS, CHANNELS, 3)),
  'A RepVGG block: three branches for training, one convolution for inference',
);
drawBlock(
  'dbb',
  diversify(chain({ block: normed(conv(CHANNELS, 3)), relu: relu() }), INPUT),
  'A diverse branch block: four branches for training, one convolution for inference',
);
drawCompactor(24);
await drawPapers();
