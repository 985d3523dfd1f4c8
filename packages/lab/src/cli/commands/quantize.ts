import { RefoldError, Rng } from '@refold/core';
import type { KernelScales, RangeChoice } from '@refold/core/quantize';
import { fileToWrite } from '../../models/model-file.ts';
import { type Folders, foldersOf, ROOT } from '../../plan/folders.ts';
import { type Arguments, type Command, OUT, oneOf, wholeNumber } from '../command.ts';
import { FACTS, factsOf } from '../facts.ts';

/** Images that ranges are measured on where `--images` doesn't say. */
const IMAGES = 512;

export const quantizeCommand: Command = {
  name: 'quantize',
  positionals: ['<model>'],
  summary:
    'Fold a model file or published weights and round it to integers of 8 bits, with ranges from training images.',
  options: {
    data: { type: 'string', value: 'dataset', help: 'the dataset whose training images show the ranges: cifar10, ...' },
    out: OUT,
    images: { type: 'string', value: 'n', help: `images that ranges are measured on; default: ${IMAGES}` },
    range: {
      type: 'string',
      value: 'min-max|percentile|mse',
      help: "which range is kept: 'min-max' (default), 'percentile', or 'mse', that of the least squared error",
    },
    kernels: {
      type: 'string',
      value: 'channel|tensor',
      help: "whether each output 'channel' of a kernel has a scale (default) or the whole 'tensor' one",
    },
    seed: { type: 'string', value: 'n', help: 'which images are drawn; default: 0' },
    ...FACTS,
    backend: { type: 'string', value: 'backend', help: 'backend that runs the network; default: the best that works' },
  },
  example: 'refold quantize resnet-20-cifar10 --data cifar10 -o int8.safetensors',
  run: async call => await quantize(call, foldersOf(ROOT)),
};

/** The work of the command, with the papers in these folders. @returns the exit code */
export async function quantize(call: Arguments, { experiments }: Folders): Promise<number> {
  const [name = ''] = call.positionals;
  const count = wholeNumber(call, 'images', 1) ?? IMAGES;
  const rng = Rng.seeded(wholeNumber(call, 'seed', 0) ?? 0).fork('calibration');
  const out = fileToWrite(call.text('out'), name);
  const [
    { findModel, withParameters },
    { labelledImages, labelledNames },
    { fold, relativeError, requireFinite },
    { calibrate, KERNEL_SCALES, quantized, RANGE_CHOICES, randomImages },
    { evaluateOnce, evaluateWithTaps },
    { writeNetwork },
    backends,
    { reporterFor },
  ] = await Promise.all([
    import('../../models/catalogue.ts'),
    import('../../models/labelled-images.ts'),
    import('@refold/core/fold'),
    import('@refold/core/quantize'),
    import('@refold/core/apply'),
    import('@refold/core/io'),
    import('@refold/core/backend'),
    import('../../terminal/progress.ts'),
  ]);
  const word = call.text('data');
  if (word === undefined) throw new RefoldError('--data is missing: --data cifar10, or another dataset of classes');
  const data = oneOf('dataset of classes:', word, labelledNames());
  const options = {
    range: oneOf<RangeChoice>('range', call.text('range') ?? 'min-max', RANGE_CHOICES),
    kernels: oneOf<KernelScales>('kind of scales', call.text('kernels') ?? 'channel', KERNEL_SCALES),
  };
  const choice = backends.parseBackendChoice(call.text('backend') ?? 'auto');
  const found = await findModel(experiments, name);
  if (found.params === undefined)
    throw new RefoldError(`${name} has random parameters. Name a model file or published weights.`);
  const model = await withParameters({ ...found, ...(await factsOf(call, found)) }, 0);
  requireFinite(model, name);
  const { dataset, augment, normalizedBy } = await labelledImages(data, 'train', model, undefined, reporterFor());
  const { name: backend } = await backends.selectBackend(choice);

  const folded = { ...model, ...fold(model).network };
  const images = randomImages(dataset, { augment }, count, rng);
  const ranges = await calibrate(folded, images, evaluateWithTaps);
  const rounded = { ...folded, ...quantized(folded, ranges, options) };
  const { value: batch } = await images().next();
  const [before, after] = [await evaluateOnce(folded, batch!), await evaluateOnce(rounded, batch!)];
  const shown = Math.min(count, dataset.size).toLocaleString('en-US');
  process.stdout.write(
    `${name}: ${found.description}, folded\n` +
      `layers in bytes  ${ranges.size}, a scale for each ${options.kernels === 'channel' ? 'output channel' : 'kernel'}\n` +
      `ranges           ${options.range}, on ${shown} training images of ${data}, normalized by ${normalizedBy}\n` +
      `error            ${relativeError(before.data, after.data).toExponential(2)} of the largest output, on ${backend}\n`,
  );
  if (out === undefined) return 0;
  writeNetwork(out, rounded);
  process.stdout.write(`written          ${out}\n`);
  return 0;
}
