/** Features that a network with published weights makes of pictures. */
import { RefoldError } from '@refold/core';
import { disposeInstance, instantiate, pass } from '@refold/core/apply';
import { insertAfter, tap } from '@refold/core/layers';
import { loadBackbone, PRETRAINED } from '@refold/core/zoo';
import * as tf from '@tensorflow/tfjs-core';
import type { FeatureMap, NetworkExtractor } from '../features/extractor.ts';
import type { Picture } from '../raster/picture.ts';

/** Pictures per pass: the maps of a whole chunk would take a gigabyte. */
const PER_PASS = 16;

/** What makes features of chunks of pictures. */
export interface Reader {
  /** The features of each picture. */
  read(pictures: readonly Picture[]): Promise<readonly (readonly number[] | Float32Array)[]>;
  /** Frees what it holds. */
  dispose(): void;
}

/** Reads on the active backend. @throws RefoldError when the weights aren't there and can't be fetched */
export async function networkReader({ weights, side, stages, of }: NetworkExtractor): Promise<Reader> {
  const { layer, params } = await loadBackbone(weights);
  const taps = new Map(stages.map((path, i) => [path, [`stage${i}`, tap(path)] as const]));
  const instance = instantiate({ layer: insertAfter(layer, [side, side, 3], taps), input: [side, side, 3], params });
  const normalized = normalization(weights);
  const passed = async (pictures: readonly Picture[]): Promise<readonly (readonly number[])[]> => {
    const pixels = new Float32Array(pictures.length * side * side * 3);
    pictures.forEach((picture, i) => {
      pixels.set(normalized(picture), (i * pixels.length) / pictures.length);
    });
    const images = tf.tensor(pixels, [pictures.length, side, side, 3]);
    const { output, taps: shown, dispose } = pass(instance, images, { mode: 'inference' });
    const maps = await Promise.all(stages.map(path => mapsOf(shown.get(path)!)));
    dispose();
    tf.dispose([images, output]);
    return pictures.map((_, i) => of(maps.map(ofPicture => ofPicture[i]!)));
  };
  return {
    async read(pictures) {
      const found = [];
      for (let i = 0; i < pictures.length; i += PER_PASS) {
        found.push(...(await passed(pictures.slice(i, i + PER_PASS))));
      }
      return found;
    },
    dispose: () => disposeInstance(instance),
  };
}

/** Pixels as the weights were trained on. */
function normalization(weights: string): (picture: Picture) => Float32Array {
  const known = PRETRAINED.find(({ name }) => name === weights)?.normalization;
  if (known === undefined)
    throw new RefoldError(`nothing says how pixels are normalized for the weights '${weights}'.`);
  const { mean, std } = known;
  return ({ pixels }) => {
    const normalized = new Float32Array(pixels.length);
    for (let i = 0; i < pixels.length; i++) normalized[i] = (pixels[i]! / 255 - mean[i % 3]!) / std[i % 3]!;
    return normalized;
  };
}

/** Each picture's part of a batch of maps [pictures, height, width, channels]. */
async function mapsOf(maps: tf.Tensor): Promise<readonly FeatureMap[]> {
  const [count, ...shape] = maps.shape as [number, number, number, number];
  const values = (await maps.data()) as Float32Array;
  const size = values.length / count;
  return Array.from({ length: count }, (_, i) => ({ shape, values: values.slice(i * size, (i + 1) * size) }));
}
