import { RefoldError } from '@refold/core';
import type { Model } from '@refold/core/io';
import { SCALES } from '../../define/scales.ts';
import type { Found } from '../../models/catalogue.ts';
import { fileToWrite, isModelFile, pictureToWrite } from '../../models/model-file.ts';
import { type Folders, foldersOf, ROOT } from '../../plan/folders.ts';
import { type Arguments, type Command, OUT, oneOf, wholeNumber } from '../command.ts';
import { FACTS, factsOf } from '../facts.ts';
import { type ArrayFiles, arrayToWrite, LAYOUTS } from '../run/array-files.ts';

export const runCommand: Command = {
  name: 'run',
  positionals: ['<model>'],
  summary:
    'Apply a model file, published weights or the network that a paper left on this machine to a picture: print what it predicts and, of a network with attention, draw where it looks; or write the picture that it makes. Or apply it to the samples in a NumPy file, and write its outputs as one.',
  options: {
    image: { type: 'string', value: 'file', help: 'the picture: JPEG, PNG, WebP, BMP, ...' },
    input: {
      type: 'string',
      value: 'file',
      help: 'in place of a picture, an array of samples, *.npy, as the network takes them (normalized), with a first axis of samples or without',
    },
    output: { type: 'string', value: 'file', help: "with --input: the file of the network's outputs to write, *.npy" },
    layout: {
      type: 'string',
      value: 'nhwc|nchw',
      help: 'with --input: the order of the axes of maps in both files; default: nhwc',
    },
    map: {
      type: 'string',
      value: 'file',
      help: 'the strip of picture, attention and blend to write, *.png; default: <picture>-attention.png in the working directory',
    },
    scale: {
      type: 'string',
      value: 'scale',
      help: `of a paper, the scale at which its network was trained: ${SCALES.join(', ')}; default: quick`,
    },
    out: { ...OUT, help: 'the model file to write, *.safetensors, or the picture that the network makes, *.png' },
    side: {
      type: 'string',
      value: 'pixels',
      help: "of a network that makes pictures, the shorter side of what it is given; default: its input's",
    },
    ...FACTS,
    backend: { type: 'string', value: 'backend', help: 'backend that runs the network; default: the best that works' },
  },
  example: 'refold run efficientnet-lite0-imagenet --image photo.jpg',
  run: async call => await apply(call, foldersOf(ROOT)),
};

/** The work of the command, with the papers and the runs in these folders. @returns the exit code */
export async function apply(call: Arguments, folders: Folders): Promise<number> {
  const [name = ''] = call.positionals;
  const [image, map, side] = [call.text('image'), call.text('map'), wholeNumber(call, 'side', 8)];
  const array = arrayOf(call);
  const made = pictureToWrite(call.text('out'), image);
  if (array !== undefined && made !== undefined)
    throw new RefoldError(
      `--out is '${made}', a picture, and --input names an array: name the array to write by --output`,
    );
  const out = made === undefined ? fileToWrite(call.text('out'), name) : undefined;
  if (image === undefined && array === undefined && (out === undefined || map !== undefined)) {
    throw new RefoldError(
      '--image is missing: --image photo.jpg applies the network to a picture, --input samples.npy to an array',
    );
  }
  const [{ withParameters }, { requireFinite }, { writeNetwork }, backends, { applyToArray }] = await Promise.all([
    import('../../models/catalogue.ts'),
    import('@refold/core/fold'),
    import('@refold/core/io'),
    import('@refold/core/backend'),
    import('../run/array.ts'),
  ]);
  const { name: backend } = await backends.selectBackend(backends.parseBackendChoice(call.text('backend') ?? 'auto'));
  const found = await trainedModel(call, name, folders, backend);
  const model = await withParameters({ ...found, ...(await factsOf(call, found)) }, 0);
  requireFinite(model, name);
  const shownImage = image === undefined ? '' : await applied(model, { name, image, map, made, side });
  const shown = array === undefined ? shownImage : await applyToArray(name, model, array);
  process.stdout.write(`${name}: ${found.description}\n${shown}`);
  if (out === undefined) return 0;
  writeNetwork(out, model);
  process.stdout.write(`Model written to ${out}\n`);
  return 0;
}

/** @throws RefoldError for an option of arrays without `--input`, and for one of pictures with it */
function arrayOf(call: Arguments): ArrayFiles | undefined {
  const input = call.text('input');
  if (input === undefined) {
    const stray = ['output', 'layout'].find(option => call.text(option) !== undefined);
    if (stray !== undefined) throw new RefoldError(`--${stray} is for --input, which is missing`);
    return undefined;
  }
  const stray = ['image', 'map', 'side'].find(option => call.text(option) !== undefined);
  if (stray !== undefined)
    throw new RefoldError(`--${stray} is for pictures, and --input names an array: leave one out`);
  return {
    input,
    output: arrayToWrite(call.text('output'), input),
    layout: oneOf('layout', call.text('layout') ?? 'nhwc', LAYOUTS),
  };
}

/** @throws RefoldError as `findModel` and `shownModel`, for a model with random parameters, and for a scale of what isn't a paper's name */
async function trainedModel(call: Arguments, name: string, folders: Folders, backend: string): Promise<Found> {
  const { paperNames } = await import('../../plan/papers.ts');
  const scale = call.text('scale');
  if (!isModelFile(name) && paperNames(folders.experiments).includes(name)) {
    const { shownModel } = await import('../../run/shown-run.ts');
    return await shownModel(name, { scale: oneOf('scale', scale ?? 'quick', SCALES), folders, backend });
  }
  if (scale !== undefined)
    throw new RefoldError(`--scale is for papers, and ${name} isn't the name of one: leave it out`);
  const [{ findModel }, { PRETRAINED }] = await Promise.all([
    import('../../models/catalogue.ts'),
    import('@refold/core/zoo'),
  ]);
  const found = await findModel(folders.experiments, name);
  if (found.params !== undefined) return found;
  const published = PRETRAINED.map(set => set.name);
  throw new RefoldError(
    `${name} has random parameters, so it predicts nothing. Name a model file, published weights (${published.join(', ')}) or a paper.`,
  );
}

interface Subject {
  readonly name: string;
  readonly image: string;
  /** Where the map of its attention goes. */
  readonly map: string | undefined;
  /** Where a picture that it makes goes. */
  readonly made: string | undefined;
  readonly side: number | undefined;
}

/** Applies a model to a picture, and writes the picture that it makes, or draws where it looks. @returns what is to be told */
async function applied(model: Model, { name, image, map, made, side }: Subject): Promise<string> {
  const [{ ATTENTION }, translation, pictures, { predictions }, { evaluateWithTaps }] = await Promise.all([
    import('@refold/core/layers'),
    import('../run/translation.ts'),
    import('../run/picture.ts'),
    import('../run/predictions.ts'),
    import('@refold/core/apply'),
  ]);
  const shape = pictures.pictureShape(name, model.layer, model.input);
  if (translation.makesPictures(model)) {
    if (map !== undefined) throw new RefoldError(`--map: ${name} makes pictures: leave it out`);
    return await translation.translate(name, model, { image, out: made, side });
  }
  if (made !== undefined || side !== undefined)
    throw new RefoldError(`--out *.png and --side are for networks that make pictures, and ${name} makes one vector`);
  const given = map === undefined ? undefined : pictures.mapToWrite(map, image);
  const { output, taps } = await evaluateWithTaps(model, await pictures.pictureFor(model, image, shape));
  const outputs = Array.from(output.data);
  if (!outputs.every(Number.isFinite)) {
    throw new RefoldError(`${name} predicts NaN or infinity for ${image}, though its parameters are finite`);
  }
  const attention = pictures.attentionIn(taps);
  if (attention === undefined && given !== undefined) {
    throw new RefoldError(
      `--map: ${name} has no tap '${ATTENTION}' with weights of places that sum to 1: leave it out`,
    );
  }
  const normalized =
    model.normalization === undefined ? 'pixels from 0 to 1' : "normalized by the model's own mean and std";
  const text = `${image}: scaled to ${shape[0]}x${shape[1]}, ${normalized}\n\n${predictions(model, outputs)}\n`;
  if (attention === undefined) return text;
  const path = given ?? pictures.mapToWrite(pictures.usualMap(image), image);
  await pictures.writeMap(path, image, attention);
  return `${text}\nAttention (picture, map of ${attention.size.join('x')} places, blend) written to ${path}\n`;
}
