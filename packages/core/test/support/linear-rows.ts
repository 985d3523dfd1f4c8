/** Random chains of every kind of linear leaf and combinator, most of which no rule joins. */
import {
  affine,
  avgPool,
  batchNorm,
  chain,
  concat,
  conv,
  convTranspose,
  dropout,
  flatten,
  globalAvgPool,
  identity,
  linear,
  pad,
  permute,
  reflectionPad,
  reshape,
  scale,
  slice,
  spatialLinear,
  sum,
  tiles,
  upsample,
} from '../../src/layers/build.ts';
import { infer } from '../../src/layers/shapes.ts';
import type { Layer, Shape } from '../../src/layers/types.ts';
import type { Choices } from './expressions.ts';

/** A chain of two to five linear parts that fit each other, on a map or, once flattened, a vector. */
export function randomRow(choices: Choices, input: Shape, depth: number): Layer {
  const parts: Layer[] = [];
  let shape = input;
  for (let length = 2 + choices.below(4); parts.length < length; ) {
    const part = shape.length === 1 ? randomOnVector(choices, shape) : randomOnMap(choices, shape, depth);
    parts.push(part);
    shape = infer(part, shape);
  }
  return chain(parts);
}

function randomOnVector(choices: Choices, [features]: Shape): Layer {
  const options: Layer[] = [linear(3), batchNorm(), scale(), affine(0.5, 2), dropout(0.2), linear(2, { bias: false })];
  if (features! % 4 === 0) options.push(reshape([2, 2, features! / 4]));
  return choices.of(options);
}

function randomOnMap(choices: Choices, [h, w, c]: Shape, depth: number): Layer {
  const bias = choices.of([false, true]);
  const kernel = choices.of([1, 3]);
  const options: Layer[] = [
    conv(c!, kernel, { bias, groups: choices.of([1, c!]) }),
    conv(2, 1, { bias }),
    convTranspose(2, choices.of([2, 1, 3]), { stride: choices.of([2, 1]), bias }),
    batchNorm(choices.of([{}, { border: 1 }])),
    scale(),
    identity(),
    pad(1),
    avgPool(2, { stride: choices.of([2, 1]), pad: 1, countPad: choices.of([true, false]) }),
    globalAvgPool(),
    affine(-1.5, choices.of([0, 0.5])),
    slice(0, c!),
    slice(c! - 1, c!),
    upsample([2 * h!, w!], { method: choices.of(['nearest', 'bilinear']) }),
    upsample({ times: [1, 2] }),
    reflectionPad(h! > 1 && w! > 1 ? [1, 0, 1, 1] : 0),
    spatialLinear([2, 2, 2], { bias, groups: c! % 2 === 0 ? choices.of([1, 2]) : 1 }),
    permute([1, 0, 2]),
    permute([2, 0, 1]),
    reshape([w!, h!, c!]),
    flatten(),
  ];
  // Maps grow along the row: what would make them large is left out.
  const small = options.filter(layer => infer(layer, [h!, w!, c!]).reduce((a, b) => a * b, 1) <= 400);
  if (depth === 0) return choices.of(small);
  const inner = () => randomOnMap(choices, [h!, w!, c!], depth - 1);
  const keeping = () => conv(c!, choices.of([1, 3, 5]), { groups: choices.of([c!, 1]), bias });
  return choices.of<() => Layer>([
    () => choices.of(small),
    () => choices.of(small),
    () => choices.of(small),
    () =>
      sum([
        keeping(),
        keeping(),
        choices.of<Layer>([identity(), globalAvgPool(), chain([globalAvgPool(), conv(c!, 1)])]),
      ]),
    () => concat([keeping(), identity(), conv(2, 3)]),
    () => concat([keeping(), chain([globalAvgPool(), conv(2, 1)]), conv(3, 1), conv(2, [h!, w!], { pad: 0 })]),
    () => tiles([h!, w!, 1], conv(1, 3)),
    inner,
  ])();
}
