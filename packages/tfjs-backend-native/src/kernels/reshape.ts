/** Changes of shape: data is shared, never copied. */
import { type ExpandDimsAttrs, type ReshapeAttrs, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { backend, kernel, size } from '../kernel.ts';

kernel<{ x: TensorInfo }>('Identity', ({ x }) => backend.share(x));

// Checks that the shape has as many elements as x.
kernel<{ x: TensorInfo }, ReshapeAttrs>('Reshape', ({ x }, { shape }) =>
  backend.share(x, util.inferFromImplicitShape(shape, size(x))),
);

kernel<{ input: TensorInfo }, ExpandDimsAttrs>('ExpandDims', ({ input }, { dim }) => {
  const rank = input.shape.length;
  if (dim < -rank - 1 || dim > rank)
    throw new Error(`ExpandDims: axis ${dim} is out of range for [${input.shape}]: expected ${-rank - 1} to ${rank}`);
  return backend.share(input, input.shape.toSpliced(dim < 0 ? dim + rank + 1 : dim, 0, 1));
});
