/** Options that say what a model's images are normalized by and what its classes are called, for commands that write model files. */
import { RefoldError } from '@refold/core';
import type { ModelFacts } from '@refold/core/io';
import type { Found } from '../models/catalogue.ts';
import { readText } from '../results/csv.ts';
import type { Arguments, Option } from './command.ts';

/** `--mean`, `--std` and `--class-names`. */
export const FACTS: Readonly<Record<string, Option>> = {
  mean: {
    type: 'string',
    value: 'list',
    help: "mean of each channel that the model's images are normalized by, of pixels from 0 to 1: 0.485,0.456,0.406; default: the model's own",
  },
  std: { type: 'string', value: 'list', help: 'standard deviation of each channel, with --mean: 0.229,0.224,0.225' },
  'class-names': {
    type: 'string',
    value: 'file',
    help: "names of the model's classes, one per line in the order of its outputs; default: the model's own",
  },
};

/**
 * What the options say of a model's images and classes; what they don't say is as the model has it.
 * @throws RefoldError for lists that aren't numbers or don't fit the model, a mean without an std, and a file that can't be read or isn't UTF-8
 */
export async function factsOf(call: Arguments, found: Found): Promise<ModelFacts> {
  const [mean, std, file] = [numbers(call, 'mean'), numbers(call, 'std'), call.text('class-names')];
  if ((mean === undefined) !== (std === undefined)) {
    throw new RefoldError(`--mean and --std go together: --${mean === undefined ? 'mean' : 'std'} is missing`);
  }
  if (mean?.some(value => value > 1)) {
    throw new RefoldError(`--mean is '${call.text('mean')}'; it is of pixels from 0 to 1: divide both lists by 255`);
  }
  const facts = {
    normalization: mean !== undefined && std !== undefined ? { mean, std } : found.normalization,
    classNames: file === undefined ? found.classNames : linesOf(readText(file)),
    dimensions: found.dimensions,
  };
  const { factsFault } = await import('@refold/core/io');
  const fault = factsFault({ layer: found.build(), input: found.input, ...facts });
  if (fault !== undefined) throw new RefoldError(`--mean, --std or --class-names don't fit the model: ${fault}`);
  return facts;
}

function numbers(call: Arguments, option: string): readonly number[] | undefined {
  const text = call.text(option);
  const list = text?.split(',').map(part => (part.trim() === '' ? Number.NaN : Number(part)));
  if (list?.every(Number.isFinite) ?? true) return list;
  throw new RefoldError(`--${option} is '${text}'; it must be numbers with commas between them, one for each channel`);
}

/** The lines of a text, which may end in `\n`, `\r\n` or `\r`; the last one may lack its end. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
