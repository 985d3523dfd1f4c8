/**
 * Imports checkpoints that PyTorch wrote and compares what the networks make of one input: `npx tsx scripts/peers/compare.ts FOLDER`.
 * The files are `<model>[+<rewriting>].<anything>.pth`, each with its `state_dict`, and beside it `input` and `output`: full_size.py makes some.
 * Prints the largest difference over the largest output, as imported and as folded; exits with 1 where one is above the bound.
 */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type NdArray, ndarray } from '@refold/core';
import { evaluateOnce } from '@refold/core/apply';
import { selectBackend } from '@refold/core/backend';
import { fold, relativeError } from '@refold/core/fold';
import { readTorch, readWeightFile } from '@refold/core/io';
import { formInWords, importModel } from '../../packages/lab/src/models/importing.ts';
import { foldersOf, ROOT } from '../../packages/lab/src/plan/folders.ts';

/** Sums of thousands of float32 products, in another order, through some fifty layers. */
const BOUND = 1e-5;

/** [n, c, h, w] as [n, h, w, c]. */
function channelsLast({ shape, data }: NdArray): NdArray {
  const [n, c, h, w] = shape as readonly [number, number, number, number];
  return ndarray([n, h, w, c], i => {
    const [channel, place, sample] = [i % c, Math.floor(i / c) % (h * w), Math.floor(i / (c * h * w))];
    return data[(sample * c + channel) * h * w + place]!;
  });
}

/** Errors of the imported and of the folded network. */
async function errorsOf(path: string): Promise<readonly [form: string, imported: number, folded: number]> {
  const [name = ''] = basename(path).split(/\.[^.]+\.pth$/);
  const [model = '', rewriting] = name.split('+');
  const file = await readWeightFile(path, 'state_dict');
  const { network, fit } = await importModel(foldersOf(ROOT).experiments, path, file, { model, rewriting });
  const beside = readTorch(path, '.').tensors;
  const [input, expected] = [channelsLast(beside.get('input')!), beside.get('output')!.data];
  const imported = relativeError(expected, (await evaluateOnce(network, input)).data);
  const folded = relativeError(expected, (await evaluateOnce(fold(network).network, input)).data);
  return [`${formInWords(fit.form)}, ${fit.map.of}`, imported, folded];
}

const [folder = '.', only = ''] = process.argv.slice(2);
await selectBackend('auto');
for (const file of readdirSync(folder).filter(name => name.endsWith('.pth') && name.includes(only))) {
  const [form, imported, folded] = await errorsOf(join(folder, file));
  if (!(imported <= BOUND && folded <= BOUND)) process.exitCode = 1;
  console.log(`${file.padEnd(48)}${imported.toExponential(1)}  folded ${folded.toExponential(1)}  ${form}`);
}
