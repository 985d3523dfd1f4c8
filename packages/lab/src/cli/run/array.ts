/** `refold run --input`: a network applied to an array in a NumPy file. */
import { type NdArray, RefoldError, reorder, sizeOf } from '@refold/core';
import { disposeInstance, instantiate, pass } from '@refold/core/apply';
import { type Model, readNpy, writeNpy } from '@refold/core/io';
import { infer, type Shape, show } from '@refold/core/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { ArrayFiles, ArrayLayout } from './array-files.ts';
import { predictions } from './predictions.ts';

/** Samples that a network is given at once. */
const BATCH = 32;

/**
 * Applies a network to each sample of an array, and writes what it makes of them: with a batch axis if the array has one.
 * @returns what is to be told
 * @throws RefoldError for an array of another shape, NaN or infinity in it or in what the network makes of it, and for many samples without
 *   a file to write
 */
export async function applyToArray(name: string, model: Model, { input, output, layout }: ArrayFiles): Promise<string> {
  const { batch, isSingle } = batchOf(input, model.input, layout);
  const [samples = 0] = batch.shape;
  if (output === undefined && samples > 1)
    throw new RefoldError(
      `--output is missing: ${input} has ${samples} samples, and the outputs of one alone are shown`,
    );
  const made = await applied(model, batch);
  if (!made.data.every(Number.isFinite))
    throw new RefoldError(`${name} makes NaN or infinity of ${input}, though its parameters are finite`);
  const lines = [`${input}: ${samples} ${samples === 1 ? 'sample' : 'samples'} of ${show(model.input)}, as they are`];
  const isVector = infer(model.layer, model.input).length === 1;
  if (samples === 1 && isVector) lines.push('', predictions(model, Array.from(made.data)), '');
  if (output === undefined && !isVector)
    throw new RefoldError(`--output is missing: ${name} makes ${show(made.shape.slice(1))}, which is too much to show`);
  if (output !== undefined) {
    const ordered = inLayout(made, layout);
    const shape = isSingle ? ordered.shape.slice(1) : ordered.shape;
    writeNpy(output, { shape, data: ordered.data });
    lines.push(`Output ${show(shape)} written to ${output}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The samples as a batch [n, ...input], float32. */
function batchOf(path: string, input: Shape, layout: ArrayLayout) {
  const array = readNpy(path);
  const isMap = input.length === 3;
  if (!isMap && layout === 'nchw')
    throw new RefoldError(`--layout nchw is for maps, and the network takes ${show(input)}: leave it out`);
  const expected = layout === 'nchw' ? [input[2]!, input[0]!, input[1]!] : input;
  const isSingle = show(array.shape) === show(expected);
  if (!isSingle && show(array.shape.slice(1)) !== show(expected)) {
    throw new RefoldError(
      `${path} is of the shape ${show(array.shape)}; ${expectedInWords(expected)}${otherLayout(array, input, layout)}`,
    );
  }
  if (sizeOf(array.shape) === 0) throw new RefoldError(`${path} has no samples`);
  if (!array.data.every(value => Number.isFinite(Math.fround(value)))) {
    throw new RefoldError(`${path} has NaN, infinity, or numbers beyond single precision in it`);
  }
  const whole = { shape: isSingle ? [1, ...array.shape] : array.shape, data: Float32Array.from(array.data) };
  return { batch: layout === 'nchw' ? reorder(whole, [0, 2, 3, 1]) : whole, isSingle };
}

const expectedInWords = (shape: Shape): string =>
  `the network takes ${show(shape)}, or ${show(shape).replace('[', '[n, ')} for n samples`;

/** Advice where the shape is right in the other layout. */
function otherLayout({ shape }: NdArray, input: Shape, layout: ArrayLayout): string {
  if (input.length !== 3) return '';
  const [height, width, channels] = input as readonly [number, number, number];
  const other = layout === 'nhwc' ? [channels, height, width] : input;
  return show(shape.slice(-3)) === show(other) && shape.length <= 4
    ? `. It is right for --layout ${layout === 'nhwc' ? 'nchw' : 'nhwc'}`
    : '';
}

/** What a network makes of a batch, some samples at a time. */
async function applied(model: Model, { shape: [samples = 0, ...sample], data }: NdArray): Promise<NdArray> {
  const size = sizeOf(sample);
  const out = infer(model.layer, model.input);
  const made = new Float32Array(samples * sizeOf(out));
  const instance = instantiate(model, { constant: true });
  try {
    for (let at = 0; at < samples; at += BATCH) {
      const count = Math.min(BATCH, samples - at);
      const x = tf.tensor(data.slice(at * size, (at + count) * size), [count, ...sample]);
      const { output, dispose } = pass(instance, x, { mode: 'inference' });
      made.set(await output.data<'float32'>(), at * sizeOf(out));
      dispose();
      tf.dispose([x, output]);
    }
  } finally {
    disposeInstance(instance);
  }
  return { shape: [samples, ...out], data: made };
}

/** A batch of maps in the layout of the files; what isn't maps stays as it is. */
const inLayout = (batch: NdArray, layout: ArrayLayout): NdArray =>
  layout === 'nchw' && batch.shape.length === 4 ? reorder(batch, [0, 3, 1, 2]) : batch;
