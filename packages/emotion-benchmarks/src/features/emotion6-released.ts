/** The 168 numbers of each picture that are released with Emotion6's distributions for label-distribution learning. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { dataFolder, readMat } from '@refold/core/data';
import type { ReleasedExtractor } from './extractor.ts';

const FILE = join('emotion-labels', 'emotion6_pyldl.mat');
const NAMES = ['emotion6_pyldl.mat', 'Emotion6.mat', 'emotion6.mat'];

/** Nothing says which features they are. */
export const emotion6Released: ReleasedExtractor = {
  name: 'emotion6-released',
  title: 'Released features of Emotion6',
  source: 'emotion6.mat of the repository SpriteMisaka/PyLDL',
  size: 168,
  version: 1,
  dataset: 'emotion6',
  read: async () => {
    const path = NAMES.map(name => join(dataFolder(), 'emotion-labels', name)).find(existsSync);
    if (path === undefined) {
      throw new RefoldError(
        `${join(dataFolder(), FILE)} isn't there. Get emotion6.mat from the repository SpriteMisaka/PyLDL and put it there.`,
      );
    }
    const { features } = readMat(path, ['features']);
    const [rows = 0, columns] = features.shape;
    if (features.kind !== 'numbers' || columns !== 168) {
      throw new RefoldError(
        `${path}: features are ${features.shape.join('×')} of kind '${features.kind}', not numbers [pictures, 168].`,
      );
    }
    const { values } = features;
    // MATLAB's arrays lie column by column.
    return Float32Array.from({ length: values.length }, (_, i) => values[(i % 168) * rows + Math.floor(i / 168)]!);
  },
};
