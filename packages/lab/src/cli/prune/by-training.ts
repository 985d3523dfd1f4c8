/** `refold prune` by a paper's method: the network trains on, so that the cut at the end changes little. */
import { statSync } from 'node:fs';
import { RefoldError } from '@refold/core';
import type { Model } from '@refold/core/io';
import type { Network } from '@refold/core/layers';
import type { Target } from '@refold/core/prune';
import { withoutKept } from '../../models/kept-layers.ts';
import { changes, nonZeroWeights, widths } from '../../models/pruned.ts';
import type { PaperPruner } from '../../models/pruners.ts';
import type { Folders } from '../../plan/folders.ts';
import { INTERRUPTED, interruptible } from '../../terminal/interrupt.ts';
import { activeBackend } from '../active-backend.ts';
import { type Arguments, positiveNumber, wholeNumber } from '../command.ts';
import { type CommonSettings, nothingToCut, refuse, settingsOf, subjectOf } from './settings.ts';

const EPOCHS = 4;
const LR = 0.01;
/** Above this share of test images whose prediction the cut changes, the run was too short. */
const TOO_MANY = 0.01;

/** Trains, cuts and writes; goes on where the same command stopped. @returns the exit code */
export async function pruneByTraining(call: Arguments, by: PaperPruner, folders: Folders): Promise<number> {
  const { found, net, all, options, settings } = await askedOf(call, by, folders);
  const [{ pruneByTraining: train }, { imagesFor }, { reporterFor }, { Interrupted }] = await Promise.all([
    import('../../run/pruning-run.ts'),
    import('../../models/training-images.ts'),
    import('../../terminal/progress.ts'),
    import('@refold/core/train'),
  ]);
  const reporter = reporterFor();
  const images = await imagesFor(net, settings, reporter);
  const backend = await activeBackend(settings.backend, reporter);
  const outcome = await interruptible(
    signal => train({ ...options, name: settings.name, images }, { runs: folders.runs, backend, reporter, signal }),
    () => reporter.line('stopping: saving the run (press Ctrl-C again to quit now) ...'),
  ).catch((error: unknown) => {
    if (!(error instanceof Interrupted)) throw error;
    reporter.line(error.message);
  });
  if (outcome === undefined) return INTERRUPTED;

  const { name, keep, data } = settings;
  const { top1Base, top1Pruned, differing } = outcome.result.metrics;
  const pruned = { ...net, ...outcome.pruned };
  const share = all === undefined ? `${keep} of the kernels' weights` : `at most ${keep} of the multiply-adds`;
  const length = `${options.epochs} ${options.epochs === 1 ? 'epoch' : 'epochs'} of ${outcome.stepsPerEpoch} steps`;
  const parts = [
    `${name}: ${found.description}\nby ${by.name}, ${share}, ${length} on ${data}`,
    ...(all === undefined ? [] : [await widthsOf(all, pruned)]),
    changes(net, pruned, {
      accuracy: { before: top1Base!, after: top1Pruned!, images: images.tested },
      ...(all === undefined && { nonZero: { before: nonZeroWeights(net), after: nonZeroWeights(pruned) } }),
    }),
    `images normalized by ${images.normalizedBy}`,
    cutText(differing!, images.tested),
    await written(settings, pruned, all === undefined),
  ];
  process.stdout.write(`${parts.join('\n\n')}\n`);
  return 0;
}

/** What is asked for, checked before any image is loaded. @throws RefoldError for options that the method doesn't take, and as it does */
async function askedOf(call: Arguments, by: PaperPruner, folders: Folders) {
  const { name: method, pruner } = by;
  if (pruner.takesMinimum !== true) refuse(call, ['min'], `--by ${method} doesn't take a smallest number of channels`);
  if (call.flag('report'))
    throw new RefoldError(`--report is for criteria, and --by ${method} changes every layer: leave it out`);
  refuse(call, ['round-to'], `--by ${method} can't keep to multiples of channels`);
  if (pruner.targets === undefined) refuse(call, ['keep-layer'], `--by ${method} prunes single weights of all layers`);
  const given = await settingsOf(call);
  const { name, keep, seed, data } = given;
  if (data === undefined) {
    throw new RefoldError(`--by ${method} trains on a dataset's images: --data cifar10, or another`);
  }
  const [epochs, lr] = [wholeNumber(call, 'epochs', 1) ?? EPOCHS, positiveNumber(call, 'lr') ?? LR];
  const minKept = wholeNumber(call, 'min', 1);
  const { found, net } = await subjectOf(call, given, folders);
  if (found.params === undefined) {
    throw new RefoldError(
      `${name} has random parameters, and --by ${method} keeps what a network has learned: train it first, then prune its model file`,
    );
  }
  const all = pruner.targets?.(net);
  if (all?.length === 0) throw nothingToCut(name);
  const targets = all === undefined ? [] : withoutKept(all, given.keepLayer);
  const options = { net, by, keep, targets, epochs, lr, seed, ...(minKept !== undefined && { minKept }) };
  return { found, net, all, options, settings: { ...given, data } };
}

async function widthsOf(targets: readonly Target[], { layer, input }: Network): Promise<string> {
  const { channelGroups } = await import('@refold/core/prune');
  const sizes = new Map(channelGroups(layer, input).map(({ name, size }) => [name, size]));
  return widths(targets, group => sizes.get(group));
}

/** What the cut changed, and what to do if that is much. */
function cutText(differing: number, tested: number): string {
  const count = (images: number) => images.toLocaleString('en-US');
  const text = `After the training, the cut changed the prediction of ${count(differing)} of ${count(tested)} test images.`;
  return differing > TOO_MANY * tested ? `${text} More --epochs, or more --images, make it fewer.` : text;
}

/** Writes the network. @returns what was written, in words @throws RefoldError for parameters that are NaN or infinite */
async function written({ name, out }: CommonSettings, pruned: Model, isSparse: boolean): Promise<string> {
  const [{ networkFileBytes, writeNetwork }, { requireFinite }] = await Promise.all([
    import('@refold/core/io'),
    import('@refold/core/fold'),
  ]);
  requireFinite(pruned, `${name}, pruned,`);
  writeNetwork(out, pruned, { sparse: isSparse });
  if (!isSparse) return `Written to ${out}.`;
  return `Written to ${out} without the zeros: ${kilobytes(statSync(out).size)}, with them ${kilobytes(networkFileBytes(pruned))}.`;
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1e3).toLocaleString('en-US')} kB`;
