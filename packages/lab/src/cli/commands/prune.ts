import { RefoldError } from '@refold/core';
import type { BackendChoice } from '@refold/core/backend';
import type { Model } from '@refold/core/io';
import type { Network } from '@refold/core/layers';
import type { Criterion, Importances, Target } from '@refold/core/prune';
import type { Evaluator } from '@refold/core/train';
import { withoutKept } from '../../models/kept-layers.ts';
import { fileToWrite } from '../../models/model-file.ts';
import { type Change, changes, widths } from '../../models/pruned.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { type Arguments, type Command, OUT, oneOf, share, wholeNumber } from '../command.ts';
import { FACTS, factsOf } from '../facts.ts';

export const pruneCommand: Command = {
  name: 'prune',
  positionals: ['<model>'],
  summary: 'Remove the least important channels of a model file, published weights or a named model.',
  options: {
    keep: { type: 'string', value: 'share', help: 'share of the multiply-adds to keep, above 0 and below 1' },
    by: {
      type: 'string',
      value: 'criterion',
      help: 'l1 or l2 (norms of filters), bn (γ of the norm that follows), taylor or apoz (gradients, and shares of zeros, on --data), random; default: l2',
    },
    out: OUT,
    min: { type: 'string', value: 'n', help: 'smallest number of channels that a layer keeps; default: 1' },
    'round-to': {
      type: 'string',
      value: 'n',
      help: 'layers that are cut keep a multiple of so many channels, as fast kernels want; default: 1',
    },
    'keep-layer': {
      type: 'string',
      value: 'pattern',
      help: "layers that are not cut: paths or parts of the network, * for anything, with commas between: 'stage1,*.conv2'",
    },
    data: {
      type: 'string',
      value: 'name',
      help: async () => {
        const { labelledNames } = await import('../../models/labelled-images.ts');
        return `dataset on which accuracy is measured before and after: ${labelledNames().join(', ')}`;
      },
    },
    images: { type: 'string', value: 'n', help: 'number of images used; default: 1000' },
    ...FACTS,
    seed: {
      type: 'string',
      value: 'n',
      help: 'seed of the random parameters of a named model, and of --by random; default: 0',
    },
    backend: { type: 'string', value: 'name', help: 'backend that runs the images; default: the best that works' },
    list: {
      type: 'boolean',
      help: 'list the channels that must be removed together, and where they are; remove nothing',
    },
  },
  example: 'refold prune resnet-56.safetensors --keep 0.5 --data cifar10 -o pruned.safetensors',
  run,
};

/** Images per batch. */
const BATCH = 32;

interface Settings {
  readonly keep: number;
  readonly by: Criterion;
  readonly out: string;
  readonly minKept: number;
  readonly roundTo: number;
  readonly keepLayer?: string;
  readonly data?: string;
  readonly images: number;
  readonly seed: number;
}

async function run(call: Arguments): Promise<number> {
  const [name = ''] = call.positionals;
  const { parseBackendChoice } = await import('@refold/core/backend');
  const backend = parseBackendChoice(call.text('backend') ?? 'auto');
  if (call.flag('list')) return await list(name);
  const settings = await settingsOf(call, name);
  const [
    { findModel, withParameters },
    { isComparable, keepChannels, keepWithin, targetsOf },
    { writeNetwork },
    { requireFinite },
  ] = await Promise.all([
    import('../../models/catalogue.ts'),
    import('@refold/core/prune'),
    import('@refold/core/io'),
    import('@refold/core/fold'),
  ]);
  const found = await findModel(foldersOf(ROOT).experiments, name);
  const net = await withParameters({ ...found, ...(await factsOf(call, found)) }, settings.seed);
  requireFinite(net, name);
  const all = targetsOf(net.layer, net.input);
  if (all.length === 0) throw new RefoldError(nothingToCut(name));
  const targets = withoutKept(all, settings.keepLayer);

  const judge = settings.data === undefined ? undefined : await judgeFor(net, settings.data, settings, backend);
  const importances = await rankedBy(settings, net, targets);
  const { keep, minKept, roundTo, by, out } = settings;
  const budget = { keep, minKept, roundTo, normalize: !isComparable(by) };
  const kept = keepWithin(net.layer, net.input, targets, importances, budget);
  const pruned = { ...net, ...keepChannels(net, kept) };
  const accuracy = judge && { images: judge.images, ...(await accuracies(judge, net, pruned)) };
  writeNetwork(out, pruned);
  const parameters = found.params ? '' : `, with random parameters (seed ${settings.seed})`;
  const normalized = judge === undefined ? '' : `images normalized by ${judge.normalizedBy}\n\n`;
  process.stdout.write(
    `${name}: ${found.description}${parameters}\nby ${by}, at most ${keep} of the multiply-adds\n\n` +
      `${widths(all, kept)}\n\n${changes(net, pruned, accuracy)}\n\n${normalized}` +
      `Written to ${out}. Fine-tune it to recover accuracy: readNetwork returns the layer and the parameters to start from.\n`,
  );
  return 0;
}

async function list(name: string): Promise<number> {
  const [{ findModel }, { channelGroups, formatGroup }] = await Promise.all([
    import('../../models/catalogue.ts'),
    import('@refold/core/prune'),
  ]);
  const { build, input } = await findModel(foldersOf(ROOT).experiments, name);
  process.stdout.write(`${channelGroups(build(), input).map(formatGroup).join('\n\n')}\n`);
  return 0;
}

/** The checked options. @throws RefoldError naming the option that is missing or invalid */
async function settingsOf(call: Arguments, name: string): Promise<Settings> {
  const [{ CRITERIA, needsData }, { labelledNames }] = await Promise.all([
    import('@refold/core/prune'),
    import('../../models/labelled-images.ts'),
  ]);
  const [keep, out, word] = [share(call, 'keep'), fileToWrite(call.text('out'), name), call.text('data')];
  if (keep === undefined) throw new RefoldError('--keep is missing: --keep 0.5 keeps half of the multiply-adds');
  if (out === undefined) throw new RefoldError('--out is missing: -o pruned.safetensors');
  const keepLayer = call.text('keep-layer');
  const by = oneOf('criterion', call.text('by') ?? 'l2', CRITERIA);
  const data = word === undefined ? undefined : oneOf('dataset of classes:', word, labelledNames());
  if (needsData(by) && data === undefined) {
    throw new RefoldError(`--by ${by} needs a dataset's images: --data cifar10, or another`);
  }
  return {
    keep,
    by,
    out,
    minKept: wholeNumber(call, 'min', 1) ?? 1,
    roundTo: wholeNumber(call, 'round-to', 1) ?? 1,
    ...(keepLayer !== undefined && { keepLayer }),
    ...(data !== undefined && { data }),
    images: wholeNumber(call, 'images', 1) ?? 1000,
    seed: wholeNumber(call, 'seed', 0) ?? 0,
  };
}

const nothingToCut = (name: string): string =>
  `${name}: no layer can be pruned independently. Sums and taps tie the channels of several layers ` +
  `('refold prune ${name} --list' shows them). Folding may leave fewer sums: refold fold ${name} -o folded.safetensors`;

interface CountedJudge extends Evaluator {
  readonly images: number;
  readonly normalizedBy: string;
}

/** Loads the test images and makes a backend the active one. */
async function judgeFor(net: Model, data: string, { images }: Settings, backend: BackendChoice): Promise<CountedJudge> {
  const [{ selectBackend }, { evaluator }, { labelledImages }, { reporterFor }] = await Promise.all([
    import('@refold/core/backend'),
    import('@refold/core/train'),
    import('../../models/labelled-images.ts'),
    import('../../terminal/progress.ts'),
  ]);
  const { dataset, augment, normalizedBy } = await labelledImages(data, 'test', net, images, reporterFor());
  await selectBackend(backend);
  return { ...evaluator(dataset, { batchSize: BATCH, augment }), images: dataset.size, normalizedBy };
}

async function accuracies({ predictions, accuracy }: Evaluator, net: Network, pruned: Network): Promise<Change> {
  return { before: accuracy(await predictions(net)), after: accuracy(await predictions(pruned)) };
}

async function rankedBy(
  { by, data, images, seed }: Settings,
  net: Model,
  targets: readonly Target[],
): Promise<Importances> {
  const [{ Rng }, { needsData, rank }] = await Promise.all([import('@refold/core'), import('@refold/core/prune')]);
  const rng = Rng.seeded(seed).fork('prune');
  if (!needsData(by)) return rank(net, targets, by, { rng });
  const [{ channelActivity, taylorImportance }, { labelledImages }, { reporterFor }] = await Promise.all([
    import('@refold/core/train'),
    import('../../models/labelled-images.ts'),
    import('../../terminal/progress.ts'),
  ]);
  const { dataset, augment } = await labelledImages(data!, 'train', net, images, reporterFor());
  const measure = by === 'taylor' ? taylorImportance : channelActivity;
  return await measure(net, targets, dataset, { batchSize: BATCH, augment, order: rng });
}
