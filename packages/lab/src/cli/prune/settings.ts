/** The options of `refold prune` that every way to prune has, and what is pruned. */
import { RefoldError } from '@refold/core';
import type { BackendChoice } from '@refold/core/backend';
import type { Model } from '@refold/core/io';
import type { Found } from '../../models/catalogue.ts';
import { fileToWrite } from '../../models/model-file.ts';
import type { Folders } from '../../plan/folders.ts';
import { type Arguments, oneOf, share, wholeNumber } from '../command.ts';
import { factsOf } from '../facts.ts';

/** The checked options. */
export interface CommonSettings {
  /** Of the model: a file, or a name. */
  readonly name: string;
  readonly keep: number;
  readonly out: string;
  readonly keepLayer?: string;
  readonly data?: string;
  readonly images?: number;
  readonly seed: number;
  readonly backend: BackendChoice;
}

/** @throws RefoldError naming the option that is missing or invalid */
export async function settingsOf(call: Arguments): Promise<CommonSettings> {
  const [{ labelledNames }, { parseBackendChoice }] = await Promise.all([
    import('../../models/labelled-images.ts'),
    import('@refold/core/backend'),
  ]);
  const [name = ''] = call.positionals;
  const backend = parseBackendChoice(call.text('backend') ?? 'auto');
  const [keep, out, word] = [share(call, 'keep'), fileToWrite(call.text('out'), name), call.text('data')];
  if (keep === undefined) throw new RefoldError('--keep is missing: --keep 0.5 keeps half of the multiply-adds');
  if (out === undefined) throw new RefoldError('--out is missing: -o pruned.safetensors');
  const [keepLayer, images] = [call.text('keep-layer'), wholeNumber(call, 'images', 1)];
  return {
    name,
    keep,
    out,
    ...(keepLayer !== undefined && { keepLayer }),
    ...(word !== undefined && { data: oneOf('dataset of classes:', word, labelledNames()) }),
    ...(images !== undefined && { images }),
    seed: wholeNumber(call, 'seed', 0) ?? 0,
    backend,
  };
}

/** A model with its parameters, and what is known of it. */
export interface Subject {
  readonly found: Found;
  readonly net: Model;
}

/** @throws RefoldError as `findModel`, for facts that don't fit, and for parameters that are NaN or infinite */
export async function subjectOf(call: Arguments, { name, seed }: CommonSettings, folders: Folders): Promise<Subject> {
  const [{ findModel, withParameters }, { requireFinite }] = await Promise.all([
    import('../../models/catalogue.ts'),
    import('@refold/core/fold'),
  ]);
  const found = await findModel(folders.experiments, name);
  const net = await withParameters({ ...found, ...(await factsOf(call, found)) }, seed);
  requireFinite(net, name);
  return { found, net };
}

/** The error for a network of which no layer can be cut. */
export const nothingToCut = (name: string): RefoldError =>
  new RefoldError(
    `${name}: no layer can be pruned independently. Sums and taps tie the channels of several layers ` +
      `('refold prune ${name} --list' shows them). Folding may leave fewer sums: refold fold ${name} -o folded.safetensors`,
  );

/** @throws RefoldError for an option that is given, with the reason why it can't be */
export function refuse(call: Arguments, options: readonly string[], reason: string): void {
  const given = options.find(option => call.text(option) !== undefined);
  if (given !== undefined) throw new RefoldError(`--${given}: ${reason}: leave it out`);
}
