/** A small state dict as PyTorch would save it, and what a file decodes to. */
import { decodeTorch } from '../../src/io/torch-file.ts';
import { stateDict, storage, tensor } from './torch-encoder.ts';

export const floats = storage(
  '0',
  'Float',
  Float32Array.from({ length: 24 }, (_, i) => i),
);
export const counter = storage('1', 'Long', BigInt64Array.of(40_000n));
export const dense = tensor(floats, { shape: [2, 3, 4], strides: [12, 4, 1] });
export const batches = tensor(counter, { shape: [], strides: [] });
export const example = stateDict({ 'conv.weight': dense, 'bn.num_batches_tracked': batches });

/** Shapes and values by name. */
export const shapesAndValues = (file: Uint8Array) =>
  Object.fromEntries([...decodeTorch(file, 'a.pt').tensors].map(([k, v]) => [k, [v.shape, [...v.data]]]));
