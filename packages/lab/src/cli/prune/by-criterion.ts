/** `refold prune` in one shot: the channels that a criterion finds least important are cut. */
import { RefoldError } from '@refold/core';
import type { Model } from '@refold/core/io';
import type { Network } from '@refold/core/layers';
import type { Criterion, Importances, Selection, Target } from '@refold/core/prune';
import type { Evaluator } from '@refold/core/train';
import { withoutKept } from '../../models/kept-layers.ts';
import { type Change, changes, widths } from '../../models/pruned.ts';
import type { Folders } from '../../plan/folders.ts';
import { type Arguments, wholeNumber } from '../command.ts';
import { type CommonSettings, nothingToCut, refuse, settingsOf, subjectOf } from './settings.ts';

/** Images per batch. */
const BATCH = 32;
/** Images used where `--images` doesn't say. */
const IMAGES = 1000;

/** Cuts, measures and writes. @returns the exit code */
export async function pruneByCriterion(call: Arguments, by: Criterion, folders: Folders): Promise<number> {
  refuse(call, ['epochs', 'lr'], `--by ${by} cuts in one shot and trains nothing`);
  const [settings, { isComparable, keepChannels, keepWithin, needsData, targetsOf }, { writeNetwork }] =
    await Promise.all([settingsOf(call), import('@refold/core/prune'), import('@refold/core/io')]);
  const { name, keep, out, data, seed } = settings;
  if (needsData(by) && data === undefined) {
    throw new RefoldError(`--by ${by} needs a dataset's images: --data cifar10, or another`);
  }
  const [minKept, roundTo] = [wholeNumber(call, 'min', 1) ?? 1, wholeNumber(call, 'round-to', 1) ?? 1];
  const { found, net } = await subjectOf(call, settings, folders);
  const all = targetsOf(net.layer, net.input);
  if (all.length === 0) throw nothingToCut(name);
  const targets = withoutKept(all, settings.keepLayer);

  const judge = data === undefined ? undefined : await judgeFor(net, data, settings);
  const importances = await rankedBy(by, settings, net, targets);
  const budget = { keep, minKept, roundTo, normalize: !isComparable(by) };
  const kept = keepWithin(net.layer, net.input, targets, importances, budget);
  const pruned = { ...net, ...keepChannels(net, kept) };
  const report = call.flag('report') ? `${await reportOn(net, kept, pruned, settings)}\n\n` : '';
  const accuracy = judge && { images: judge.images, ...(await accuracies(judge, net, pruned)) };
  writeNetwork(out, pruned);
  const parameters = found.params ? '' : `, with random parameters (seed ${seed})`;
  const normalized = judge === undefined ? '' : `images normalized by ${judge.normalizedBy}\n\n`;
  process.stdout.write(
    `${name}: ${found.description}${parameters}\nby ${by}, at most ${keep} of the multiply-adds\n\n` +
      `${widths(all, group => kept[group]?.length)}\n\n${changes(net, pruned, { accuracy })}\n\n${normalized}${report}` +
      `Written to ${out}. Fine-tune it to recover accuracy: readNetwork returns the layer and the parameters to start from.\n`,
  );
  return 0;
}

/** What the cut changes, stage by stage. */
async function reportOn(net: Model, kept: Selection, pruned: Network, { data, seed, backend }: CommonSettings) {
  const [{ selectBackend }, { maskChannels }, { cutReport }, { reportInputs }] = await Promise.all([
    import('@refold/core/backend'),
    import('@refold/core/prune'),
    import('../../models/cut-report.ts'),
    import('../../models/report-inputs.ts'),
  ]);
  await selectBackend(backend);
  return await cutReport(net, maskChannels(net, kept), pruned, await reportInputs(net, data, seed));
}

interface CountedJudge extends Evaluator {
  readonly images: number;
  readonly normalizedBy: string;
}

/** Loads the test images and makes a backend the active one. */
async function judgeFor(
  net: Model,
  data: string,
  { images = IMAGES, backend }: Pick<CommonSettings, 'images' | 'backend'>,
): Promise<CountedJudge> {
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
  by: Criterion,
  { data, images = IMAGES, seed }: CommonSettings,
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
