/** Runs exported TensorFlow.js graph models in TensorFlow.js itself, on the active backend. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as TF from '@tensorflow/tfjs-core';
import type { NdArray } from '../../ndarray.ts';
import { MODEL_FILE } from './model.ts';

interface ModelJson {
  readonly modelTopology: object;
  readonly signature: object;
  readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: readonly object[] }[];
}

/**
 * The output of the graph model in a folder for a batch [n, ...input].
 * @throws Error of TensorFlow.js for a model that it doesn't take
 */
export async function runTfjs(folder: string, batch: NdArray): Promise<NdArray> {
  const [tf, { loadGraphModel }] = await Promise.all([
    import('@tensorflow/tfjs-core'),
    import('@tensorflow/tfjs-converter'),
  ]);
  const model = await loadGraphModel({ load: async () => artifactsOf(folder) });
  const x = tf.tensor(Float32Array.from(batch.data), [...batch.shape]);
  const y = model.predict(x) as TF.Tensor;
  const output = { shape: [...y.shape], data: (await y.data()) as Float32Array };
  tf.dispose([x, y]);
  model.dispose();
  return output;
}

/** What TensorFlow.js makes of the files, were they fetched from a server. */
function artifactsOf(folder: string): TF.io.ModelArtifacts {
  const json = JSON.parse(readFileSync(join(folder, MODEL_FILE), 'utf8')) as ModelJson;
  const { modelTopology, signature, weightsManifest } = json;
  const files = weightsManifest.flatMap(({ paths }) => paths.map(path => readFileSync(join(folder, path))));
  const bytes = new Uint8Array(Buffer.concat(files));
  return {
    modelTopology,
    signature,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights) as TF.io.WeightsManifestEntry[],
    weightData: bytes.buffer,
  };
}
