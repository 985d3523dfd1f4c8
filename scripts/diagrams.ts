/** The pictures of blocks and networks in the papers' READMEs, docs/*.svg by name. `scripts/draw-readme.ts` writes them, a test compares. */
import { Rng } from '@refold/core';
import { convNorm } from '@refold/core/blocks';
import { count } from '@refold/core/cost';
import { draw, drawRewriting, drawSteps } from '@refold/core/draw';
import { fold } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { chain, conv, identity, type Layer, makeSite, type Network, relu, scale, sum } from '@refold/core/layers';
import { channelGroups, keepChannels } from '@refold/core/prune';
import { efficientNetLite0, IMAGENET, leNet5, MNIST, normed, resnetGenerator } from '@refold/core/zoo';
import { diversify } from 'dbb';
import { HEADS, regressor } from 'pdanet';
import { repmlpBlock } from 'repmlp';
import { repvggBlock } from 'repvgg';
import { compactorsOf, withCompactors } from 'resrep';
import { withBlocks } from '../experiments/guide/blocks.ts';

const CHANNELS = 64;
const INPUT = [56, 56, CHANNELS];
/** What ResNet-101 gives of images of 448×448. */
const MAP = [14, 14, 2048];
/** Channels that the pruned blocks keep. */
const KEPT = 24;

const parametersOf = ({ layer, input }: Pick<Network, 'layer' | 'input'>): string =>
  `${count(layer, input).total.params.toLocaleString('en-US')} parameters`;

const same = (net: Network): string => `${parametersOf(net)}, the same function`;

/** A block beside what it folds to. */
function folding(block: Layer, input: readonly number[], label: string): string {
  const trained = network(block, input, Rng.seeded('readme'));
  const folded = fold(trained).network;
  return drawRewriting(
    { ...trained, title: 'Training', note: parametersOf(trained) },
    { ...folded, title: 'Inference', note: same(folded) },
    { label },
  );
}

/** A residual block of two layers; `after` stands behind the ReLU of the first. */
const residual = (after: Readonly<Record<string, Layer>> = {}): Layer => {
  const body = chain({ one: convNorm(CHANNELS, 3), relu: relu(), ...after, two: convNorm(CHANNELS, 3) });
  return chain({ sum: sum({ body, shortcut: identity() }), relu: relu() });
};

/** A block under training, cut, and folded. `paths` are of the layers whose channels are cut. */
function pruning(
  trained: Network,
  paths: readonly string[],
  titles: Readonly<Record<string, string>>,
  verb: string,
  state: string,
  label: string,
): string {
  const kept = [...Array(KEPT).keys()];
  const groups = channelGroups(trained.layer, trained.input).filter(
    ({ fixed, sites }) =>
      fixed === undefined && sites.some(({ path, role }) => role !== 'consumer' && paths.includes(path)),
  );
  const cut = keepChannels(trained, Object.fromEntries(groups.map(({ name }) => [name, kept])));
  const folded = fold(cut).network;
  return drawSteps(
    { ...trained, titles, title: 'Training', note: `${parametersOf(trained)}, ${state}` },
    [
      { ...cut, titles, verb, title: 'Pruned', note: same(cut) },
      { ...folded, verb: 'fold', title: 'Inference', note: same(folded) },
    ],
    label,
  );
}

function compactor(): string {
  const net = network(residual(), INPUT, Rng.seeded('readme'));
  const paths = compactorsOf(net).map(({ parameter }) => parameter.replace(/\.kernel$/, ''));
  const gone = CHANNELS - KEPT;
  return pruning(
    withCompactors(net),
    paths,
    Object.fromEntries(paths.map(path => [path, 'compactor 1×1'])),
    'prune',
    `${gone} rows at zero`,
    `A layer with its compactor: ${gone} of the compactor's ${CHANNELS} rows are cut, and what is left folds into the layer`,
  );
}

function clusters(): string {
  const one = 'sum.body.one.conv';
  return pruning(
    network(residual(), INPUT, Rng.seeded('readme')),
    [one],
    { [one]: 'conv 3×3, in clusters' },
    'merge',
    `${KEPT} clusters of equal filters`,
    `A layer whose ${CHANNELS} filters have become equal in ${KEPT} clusters: one of each stays, and the next layer adds up what it read`,
  );
}

function masked(): string {
  const mask = 'sum.body.mask';
  const gone = CHANNELS - KEPT;
  return pruning(
    network(residual({ mask: scale() }), INPUT, Rng.seeded('readme')),
    [mask],
    { [mask]: 'mask' },
    'prune',
    `${gone} filters masked`,
    `A layer with its mask: ${gone} of its ${CHANNELS} filters are cut, and the mask folds into the layer that reads it`,
  );
}

const whole = (layer: Layer, input: readonly number[], title: string): string =>
  draw({ layer, input }, { title, note: parametersOf({ layer, input }) });

/** Draws every picture, by its name in docs. */
export function diagrams(): ReadonlyMap<string, string> {
  return new Map([
    [
      'block',
      folding(
        repvggBlock()(makeSite(CHANNELS, CHANNELS, 3)),
        INPUT,
        'A RepVGG block: three branches for training, one convolution for inference',
      ),
    ],
    [
      'dbb',
      folding(
        diversify(chain({ block: normed(conv(CHANNELS, 3)), relu: relu() }), INPUT),
        INPUT,
        'A diverse branch block: four branches for training, one convolution for inference',
      ),
    ],
    [
      'guide',
      folding(
        withBlocks(chain({ block: normed(conv(CHANNELS, 3)), relu: relu() }), INPUT, 'DBB in RepVGG'),
        INPUT,
        'A diverse branch block inside a RepVGG block: all branches fold into one convolution',
      ),
    ],
    [
      'repmlp',
      folding(
        repmlpBlock({ partition: [7, 7], kernels: [1, 3] })(makeSite(16, 16, 3, { map: [14, 14] })),
        [14, 14, 16],
        'A RepMLP block: convolutions beside a fully-connected layer for training, the layer alone for inference',
      ),
    ],
    ['resrep', compactor()],
    ['csgd', clusters()],
    ['aofp', masked()],
    ['gsm', whole(leNet5(), MNIST, 'LeNet-5, which GSM prunes weight by weight')],
    [
      'pdanet',
      whole(
        regressor({ backbone: identity(), input: MAP, head: HEADS.both }),
        MAP,
        'PDANet on the map of its backbone',
      ),
    ],
    ['cycleemotiongan', whole(resnetGenerator(), [256, 256, 3], 'The generator')],
    ['emotion-benchmarks', whole(efficientNetLite0(), IMAGENET, 'EfficientNet-Lite0, whose stages are features')],
  ]);
}
