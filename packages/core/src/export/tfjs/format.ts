import type { ExportFormat } from '../format.ts';
import { writeTfjs } from './model.ts';
import { runTfjs } from './run.ts';

/** A folder for TensorFlow.js in browsers and Node. */
export const tfjs: ExportFormat = {
  about: 'a folder with a TensorFlow.js graph model',
  write: writeTfjs,
  runtime: { name: 'TensorFlow.js', run: (path, _, batch) => runTfjs(path, batch) },
};
