/** Pictures of translation: the source's, adapted, and back again, at each epoch that a run has kept. */
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { disposeInstance, instantiate, pass } from '@refold/core/apply';
import { type Dataset, loadDataset } from '@refold/core/data';
import { type Checkpoint, playerIn, RUN_FILES, readCheckpoint, snapshotFiles } from '@refold/core/train';
import type * as tf from '@tensorflow/tfjs-core';
import type { AdaptationConfig, PlayerName } from './config.ts';
import { type Rows, translatedRows } from './pictures.ts';

/** Rows of pictures at one epoch. */
export interface Grid extends Rows {
  /** Epochs done. */
  readonly epoch: number;
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

async function rowsOf(
  { pixels, input }: AdaptationConfig,
  checkpoint: Checkpoint,
  source: Dataset,
  count: number,
): Promise<Grid['rows']> {
  const by = (name: PlayerName) => (seen: tf.Tensor) => {
    const instance = instantiate({ layer: pixels!.generator, input, params: playerIn(checkpoint, name).params });
    const applied = pass(instance, seen, { mode: 'inference' });
    applied.dispose();
    disposeInstance(instance);
    return applied.output;
  };
  const ways = { there: by('toTarget'), ...(checkpoint.players.has('toSource') && { back: by('toSource') }) };
  return await translatedRows(ways, source, count);
}
