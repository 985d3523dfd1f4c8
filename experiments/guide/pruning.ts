/**
 * The pruning methods on one network, cut to three sizes: which one should I use?
 *   npx refold reproduce guide --table pruning
 * Worked out, not timed: about an hour at quick, a day at standard, on two cores.
 * Comes out: accuracy of the pruned networks, and whether methods that train towards their cut are better than cutting by magnitude first, and
 * than a narrower network from scratch.
 */
import { count } from '@refold/core/cost';
import { datasetFacts } from '@refold/core/data';
import type { Pruner } from '@refold/core/train';
import { defineTable, greater, onAllImages, type RunConfig, type Scale, score, trained } from '@refold/lab';
import { aofpPruner } from 'aofp';
import { csgdPruner, trimmedLayer } from 'csgd';
import { gsmPruner } from 'gsm';
import { resrepPruner } from 'resrep';
import { fromBase, fromScratch, type Mode, oneShotRun } from '../csgd/recipes.ts';
import { type PruneSettings, RESNETS } from '../csgd/scales.ts';
import { SIZES, type Size, WORDS } from './pruning-sizes.ts';

/** The base network and the schedule are C-SGD's; at standard too it is ResNet-20, of which published weights are to be had. */
const at = (scale: Scale): PruneSettings => {
  const { base, network, net } = RESNETS[scale === 'standard' ? 'quick' : scale];
  const own = scale === 'standard' ? { base, network, net } : {};
  return { ...RESNETS[scale], ...own, comparable: false };
};
export const PRUNING: Readonly<Record<Scale, PruneSettings>> = {
  smoke: at('smoke'),
  quick: at('quick'),
  standard: at('standard'),
  paper: at('paper'),
};

const cutTo = (settings: PruneSettings, share: number): PruneSettings => ({ ...settings, left: { keep: share } });

/** The multiply-adds that the share of every width leaves, rounded up: the target of all methods. */
function keptShare({ net, left }: PruneSettings): number {
  const macs = (layer: ReturnType<typeof net.build>) => count(layer, net.input).total.macs;
  return Math.ceil((1e4 * macs(trimmedLayer(net, left))) / macs(net.build())) / 1e4;
}

/** A run as `refold prune --by` plans it: what a method needs beside the schedule is fitted to that. */
const plannedBy =
  ({ plan, targets }: Pruner): Mode =>
  (settings, seed) => {
    const run = fromBase(settings);
    const { method, optimizer } = plan({
      net: run,
      keep: keptShare(settings),
      targets: targets?.(run) ?? [],
      schedule: scheduleOf(settings, run),
      seed,
    });
    return { ...run, method, optimizer };
  };

function scheduleOf({ lr, at: [first = 0, ...others], epochs, batchSize }: PruneSettings, { data }: RunConfig) {
  const { size = 0 } = datasetFacts(data.train);
  return { lr, at: [first, ...others] as const, epochs, stepsPerEpoch: Math.floor(size / batchSize) };
}

/** The narrow network, from random parameters: the base network's epochs and those of pruning, on all images. */
const narrow: Mode = ({ base: { images, ...base }, ...settings }) => {
  const epochs = base.epochs + settings.epochs;
  const longer = { ...base, epochs, at: base.at.map(epoch => (epoch * epochs) / base.epochs) };
  return fromScratch(
    { ...onAllImages({ ...settings, base }, images), ...longer },
    trimmedLayer(settings.net, settings.left),
  );
};

const MAGNITUDE = 'Magnitude, then trained on';
const NARROW = 'Narrower, from scratch';
const METHODS: Readonly<Record<string, Mode>> = {
  'C-SGD': plannedBy(csgdPruner),
  ResRep: plannedBy(resrepPruner),
  GSM: plannedBy(gsmPruner),
  AOFP: plannedBy(aofpPruner),
  [MAGNITUDE]: oneShotRun('magnitude'),
  [NARROW]: narrow,
};

/** A method's cell of each size. */
const cellsOf = (mode: Mode, metric: string) => (size: Size) =>
  trained<PruneSettings>((settings, seed) => mode(cutTo(settings, SIZES[size]), seed), metric);

const sizes = Object.keys(SIZES) as Size[];
const better = (method: string, than: string, words: string) =>
  sizes.map(size =>
    greater(method, than, size, {
      sentence: `Cut to ${WORDS[size]}, ${method} is better than ${words}.`,
      source: 'our own question',
      claimant: 'us',
    }),
  );

export default defineTable<PruneSettings>({
  title: 'Which way to prune?',
  scales: PRUNING,
  columns: {
    three_quarters: score({ heading: `Top-1, as ${WORDS.three_quarters}` }),
    five_eighths: score({ heading: `Top-1, as ${WORDS.five_eighths}` }),
    half: score({ heading: `Top-1, as ${WORDS.half}` }),
    saved_three_quarters: score({ heading: `Multiply-adds saved, as ${WORDS.three_quarters}` }),
    saved_five_eighths: score({ heading: `Multiply-adds saved, as ${WORDS.five_eighths}` }),
    saved_half: score({ heading: `Multiply-adds saved, as ${WORDS.half}` }),
  },
  rows: Object.entries(METHODS).map(([name, mode]) => {
    const top1 = cellsOf(mode, name === NARROW ? 'top1' : 'top1Pruned');
    const saved = cellsOf(mode, 'reduction');
    return {
      name,
      cells: {
        three_quarters: top1('three_quarters'),
        five_eighths: top1('five_eighths'),
        half: top1('half'),
        ...(name !== NARROW &&
          name !== 'GSM' && {
            saved_three_quarters: saved('three_quarters'),
            saved_five_eighths: saved('five_eighths'),
            saved_half: saved('half'),
          }),
      },
    };
  }),
  claims: [
    ...['C-SGD', 'ResRep', 'GSM', 'AOFP'].flatMap(method =>
      better(method, MAGNITUDE, 'cutting by magnitude and training on for as long'),
    ),
    ...['C-SGD', 'ResRep', MAGNITUDE].flatMap(method => better(method, NARROW, 'a narrower network from scratch')),
  ],
  deviations: [
    'A comparison of ours: all have the base network, the epochs, the batches and the rate of C-SGD’s experiments. What a method needs beside them (a pull, a lasso, a decay, samples) is fitted to that length, as `refold prune --by` fits it.',
    'C-SGD and magnitude narrow every layer alike; ResRep and AOFP only layers that no sum ties, and find their widths, until as many multiply-adds are left. GSM leaves as large a share of the weights, not of the channels: dense hardware saves nothing.',
    'The narrower network is trained for the base network’s own epochs and those of pruning; where the base network is a published one it has seen far more images.',
  ],
});
