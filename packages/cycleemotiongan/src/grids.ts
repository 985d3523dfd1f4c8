/** Pictures of translation: the source's, adapted, and back again, at each epoch that a run has kept. */
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { disposeInstance, instantiate, pass } from '@refold/core/apply';
import { type Dataset, loadDataset } from '@refold/core/data';
import type { Pixels } from '@refold/core/draw';
import { type Checkpoint, playerIn, RUN_FILES, readCheckpoint, snapshotFiles } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { VIEW } from './adaptation.ts';
import type { AdaptationConfig, PlayerName } from './config.ts';

/** Pictures side by side in rows: what was adapted, what became of it, and how that comes back where there is a way back. */
export interface Grid {
  /** Epochs done. */
  readonly epoch: number;
  /** [pictures][source, adapted and maybe cycled] */
  readonly rows: readonly (readonly Pixels[])[];
}

/**
 * The first pictures of a run's source as its generators translate them, for each epoch whose parameters its folder has, the last one always.
 * @throws RefoldError for a run that translates nothing, or a folder without its checkpoint
 */
export async function translationGrids(
  config: AdaptationConfig,
  folder: string,
  count: number,
): Promise<readonly Grid[]> {
  if (config.pixels === undefined) throw new RefoldError('this run translates no pictures');
  const source = await loadDataset(config.source);
  const last = readCheckpoint(join(folder, RUN_FILES.checkpoint));
  const kept = [...snapshotFiles(folder)].filter(([epoch]) => epoch < config.epochs);
  const states: [epoch: number, read: () => Checkpoint][] = [
    ...kept.map(([epoch, path]): [number, () => Checkpoint] => [epoch, () => readCheckpoint(path)]),
    [config.epochs, () => last],
  ];
  return await Promise.all(
    states.map(async ([epoch, read]) => ({ epoch, rows: await rowsOf(config, read(), source, count) })),
  );
}

/** A grid as one picture, without anything between its pictures: [rows · height, columns · width, 3]. */
export function asPixels({ rows }: Grid): Pixels {
  const [{ height, width }, columns] = [rows[0]![0]!, rows[0]!.length];
  const pixels = new Uint8Array(rows.length * height * columns * width * 3);
  for (const [r, row] of rows.entries()) {
    for (const [c, picture] of row.entries()) {
      for (let y = 0; y < height; y++) {
        const line = picture.pixels.subarray(3 * y * width, 3 * (y + 1) * width);
        pixels.set(line, 3 * (((r * height + y) * columns + c) * width));
      }
    }
  }
  return { pixels, height: rows.length * height, width: columns * width };
}

async function rowsOf(
  { pixels, input }: AdaptationConfig,
  checkpoint: Checkpoint,
  source: Dataset,
  count: number,
): Promise<Grid['rows']> {
  const indices = Uint32Array.from({ length: Math.min(count, source.size) }, (_, i) => i);
  const { images, shape } = await source.batch(indices, VIEW);
  const own = tf.tensor(images, [...shape]);
  const by = (name: PlayerName, seen: tf.Tensor): tf.Tensor => {
    const instance = instantiate({ layer: pixels!.generator, input, params: playerIn(checkpoint, name).params });
    const applied = pass(instance, seen, { mode: 'inference' });
    applied.dispose();
    disposeInstance(instance);
    return applied.output;
  };
  const adapted = by('toTarget', own);
  const cycled = checkpoint.players.has('toSource') ? [by('toSource', adapted)] : [];
  const columns = await Promise.all([own, adapted, ...cycled].map(picturesIn));
  tf.dispose([own, adapted, ...cycled]);
  return Array.from(indices, i => columns.map(pictures => pictures[i]!));
}

/** Pictures in −1 to 1 as bytes. */
async function picturesIn(tensor: tf.Tensor): Promise<readonly Pixels[]> {
  const [count, height, width] = tensor.shape as [number, number, number, number];
  const values = await tensor.data<'float32'>();
  const size = height * width * 3;
  return Array.from({ length: count }, (_, i) => ({
    pixels: Uint8Array.from(values.subarray(i * size, (i + 1) * size), value => Math.round(127.5 * (value + 1))),
    height,
    width,
  }));
}
