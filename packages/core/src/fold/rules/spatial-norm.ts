import { show } from '../../layers/shapes.ts';
import type { SpatialLinear } from '../../layers/types.ts';
import { sizeOf } from '../../ndarray.ts';
import { type Affine, type AffineLeaf, affineOf, isAffine, shiftedBias, shifts } from '../affine.ts';
import type { Rule } from '../rule.ts';
import { type Arrays, is, type Term } from '../term.ts';

/** A norm over channels goes into the matrix before it: each output's column is scaled by its channel's t. */
export const spatialNorm: Rule = {
  name: 'spatialLinear · norm',
  arity: 2,
  precondition: ([spatial, norm]) =>
    spatial !== undefined && norm !== undefined && isSpatial(spatial) && isBorderless(norm)
      ? { layer: { ...spatial.layer, bias: spatial.layer.bias || shifts(norm) } }
      : undefined,
  algebra: ([spatial, norm]) => normalised(spatial as Term<SpatialLinear>, affineOf(norm as Term<AffineLeaf>)),
};

/**
 * RepMLP normalises every output number by itself: the grid is flattened, normed as a vector, and given its shape
 * back.
 */
export const spatialVectorNorm: Rule = {
  name: 'spatialLinear · flatten · norm · reshape',
  arity: 4,
  precondition: ([spatial, flatten, norm, reshape]) => {
    if (!spatial || !flatten || !norm || !reshape || !isSpatial(spatial) || !is(flatten, 'flatten')) return undefined;
    if (!isBorderless(norm) || !is(reshape, 'reshape')) return undefined;
    if (show(reshape.output) !== show(spatial.output)) return undefined;
    return { layer: { ...spatial.layer, bias: spatial.layer.bias || shifts(norm) } };
  },
  algebra: ([spatial, , norm]) => normalised(spatial as Term<SpatialLinear>, affineOf(norm as Term<AffineLeaf>)),
};

const isSpatial = (term: Term): term is Term<SpatialLinear> => is(term, 'spatialLinear');
const isBorderless = (term: Term): boolean =>
  isAffine(term) && !(is(term, 'batchNorm') && term.layer.border !== undefined);

/** `affine` runs over the channels, or over the whole output grid in NHWC order. */
function normalised({ layer, arrays }: Term<SpatialLinear>, affine: Affine): Arrays {
  const { shape, data } = arrays.kernel!;
  const [groups, inputs, outputs] = shape as [number, number, number];
  const channels = layer.out[2];
  const narrow = channels / groups;
  const { factor } = affine;
  const kernel = new Float64Array(data.length);
  for (let group = 0; group < groups; group++) {
    const column = Float64Array.from({ length: outputs }, (_, q) => {
      const channel = group * narrow + (q % narrow);
      return factor[(Math.floor(q / narrow) * channels + channel) % factor.length]!;
    });
    for (let i = 0; i < inputs; i++) {
      const row = (group * inputs + i) * outputs;
      for (let q = 0; q < outputs; q++) kernel[row + q] = data[row + q]! * column[q]!;
    }
  }
  return { kernel: { shape, data: kernel }, ...gridBias(layer, arrays, affine) };
}

function gridBias({ out }: SpatialLinear, { bias }: Arrays, affine: Affine): Arrays {
  const zeros = affine.shift === undefined ? undefined : new Float64Array(sizeOf(out));
  const start = bias?.data ?? zeros;
  if (start === undefined) return {};
  const factor = Float64Array.from(start, (_, i) => affine.factor[i % affine.factor.length]!);
  return { bias: { shape: out, data: shiftedBias(start, { ...affine, factor })! } };
}
