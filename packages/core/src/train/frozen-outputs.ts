/** What a network that doesn't learn makes of a dataset: computed once for each image, and kept in the data folder. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { activeBackend } from '../backend/active.ts';
import type { Batch, Dataset } from '../data/dataset.ts';
import { dataFolder } from '../data/fetching/data-folder.ts';
import type { ImageShape } from '../data/image-shape.ts';
import { gatherLabels } from '../data/labels.ts';
import { disposeInstance, type Instance, instantiate, pass } from '../layers/apply.ts';
import { stringifyLayer } from '../layers/json.ts';
import { infer } from '../layers/shapes.ts';
import type { Network } from '../layers/types.ts';
import { sizeOf } from '../ndarray.ts';
import type { PredictOptions } from './evaluate.ts';
import { OutputStore } from './output-store.ts';
import { parametersDigest } from './parameters-digest.ts';

/**
 * A dataset whose images are a network's outputs at inference, [h, w, c], on the images as `view` looks at them. Outputs are kept by what the
 * image is, so that other splits and other runs find them.
 * @param folder where they are kept. Default: `outputs` in the data folder
 * @throws RefoldError when they can't be written
 */
export async function frozenOutputs(
  dataset: Dataset,
  net: Network,
  view: PredictOptions,
  folder: string = join(dataFolder(), 'outputs'),
): Promise<Dataset> {
  const shape = infer(net.layer, net.input) as unknown as ImageShape;
  const size = sizeOf(shape);
  const store = new OutputStore(join(folder, digestOf(net)), size);
  const names: string[] = Array(dataset.size);
  let instance: Instance | undefined;
  try {
    for (const indices of chunksOf(dataset.size, view.batchSize)) {
      view.beforeBatch?.();
      const batch = await dataset.batch(indices, { augment: view.augment });
      const own = imageNames(batch);
      indices.forEach((index, i) => {
        names[index] = own[i]!;
      });
      if (own.every(name => store.has(name))) continue;
      instance ??= instantiate(net);
      const outputs = await outputsOf(instance, batch);
      own.forEach((name, i) => {
        store.write(name, outputs.subarray(i * size, (i + 1) * size));
      });
    }
  } finally {
    if (instance) disposeInstance(instance);
  }
  const { pixels: _, ...about } = dataset;
  return {
    ...about,
    shape,
    async batch(indices) {
      const images = new Float32Array(indices.length * size);
      await Promise.all(
        Array.from(indices, async (index, i) => {
          images.set(await store.read(names[index]!), i * size);
        }),
      );
      return { images, shape: [indices.length, ...shape], labels: gatherLabels(dataset.labels, indices) };
    },
  };
}

/** All indices, batch by batch, from one at random on: processes that fill a folder together begin elsewhere, and find what others did. */
function chunksOf(size: number, batchSize: number): readonly Uint32Array[] {
  const count = Math.ceil(size / batchSize);
  const first = Math.floor(Math.random() * count);
  return Array.from({ length: count }, (_, k) => {
    const start = ((first + k) % count) * batchSize;
    return Uint32Array.from({ length: Math.min(batchSize, size - start) }, (_, i) => start + i);
  });
}

/** Names the network, its parameters, and the backend, whose rounding is its own. */
const digestOf = ({ layer, input, params }: Network): string =>
  createHash('sha256')
    .update(JSON.stringify([stringifyLayer(layer), input, parametersDigest(params), activeBackend()]))
    .digest('hex')
    .slice(0, 16);

function imageNames({ images, shape: [count] }: Batch): readonly string[] {
  const size = images.length / count;
  return Array.from({ length: count }, (_, i) => {
    const { buffer, byteOffset, byteLength } = images.subarray(i * size, (i + 1) * size);
    return createHash('sha256')
      .update(new Uint8Array(buffer, byteOffset, byteLength))
      .digest('hex')
      .slice(0, 32);
  });
}

async function outputsOf(instance: Instance, { images, shape }: Batch): Promise<Float32Array> {
  const x = tf.tensor(images, [...shape]);
  const { output, dispose } = pass(instance, x, { mode: 'inference' });
  dispose();
  const values = (await output.data()) as Float32Array;
  tf.dispose([x, output]);
  return values;
}
