/** What DBB adds: a block of diverse branches in the place of any convolution and its norm (section 3, figure 1). */
import {
  avgPool,
  type BatchNorm,
  batchNorm,
  type Conv,
  type ConvNorm,
  chain,
  conv,
  identity,
  type Layer,
  type Padding,
  sum,
} from '@refold/core/layers';

/** The branches by the paper's names. */
export const BRANCHES = ['kxk', '1x1', '1x1-kxk', '1x1-avg'] as const;
export type Branch = (typeof BRANCHES)[number];

/** Makes what stands in the place of a convolution and its norm: a linear expression of the same shapes. */
export type Block = (place: ConvNorm) => Layer;

export interface DiverseBranchOptions {
  /** Default: all four. */
  readonly branches?: readonly Branch[];
  /** Where norms are: in the branches, after every convolution and pool, or one after the sum ("purely linear", figure 6). Default 'inside'. */
  readonly norms?: 'inside' | 'after';
  /**
   * What is heard at first: 'all' branches, or the K×K alone ('single': γ of the other branches' last norms start at 0), so that
   * a block with a trained K×K starts as that. Default 'all'.
   */
  readonly start?: 'all' | 'single';
  /** Channels between the two convolutions of 1×1–K×K, as a multiple of the input's. Default 1, for depthwise layers 2 (the authors' README). */
  readonly expansion?: number;
}

/**
 * The block: K×K, 1×1, 1×1–K×K and 1×1–AVG, added up; for depthwise layers K×K, 1×1–K×K and AVG (section 3.3). Every
 * convolution has the host's groups. The host must be padded by half its kernel at least.
 */
export const diverseBranch =
  (options: DiverseBranchOptions = {}): Block =>
  place => {
    const { branches = BRANCHES, norms = 'inside' } = options;
    const all = isDepthwise(place) ? depthwiseBranches(place, options) : denseBranches(place, options);
    const block = sum(Object.fromEntries(branches.flatMap(name => (all[name] ? [[name, all[name]]] : []))));
    return norms === 'inside' ? block : chain({ branches: block, norm: place.norm });
  };

/** Several K×K beside each other, each with a norm or with one after the sum (table 4). */
export const duplicated =
  (times: number, { norms = 'inside' }: Pick<DiverseBranchOptions, 'norms'> = {}): Block =>
  place => {
    const one = chain({ conv: unbiased(place.conv), ...(norms === 'inside' && { norm: place.norm }) });
    const block = sum(Object.fromEntries(Array.from({ length: times }, (_, i) => [`kxk${i + 1}`, one])));
    return norms === 'inside' ? block : chain({ branches: block, norm: place.norm });
  };

/** A layer of one channel a group; of one channel in all, it is dense. */
const isDepthwise = ({ conv: { groups, out }, input }: ConvNorm): boolean =>
  groups > 1 && groups === out && groups === input[2];

type Branches = { readonly [branch in Branch]?: Layer };

function denseBranches(place: ConvNorm, options: DiverseBranchOptions): Branches {
  const host = unbiased(place.conv);
  const { out, kernel, stride, groups } = host;
  const { last, padded, inside } = parts(place, options);
  return {
    kxk: chain({ conv: host, ...last('kxk', 'norm') }),
    '1x1': chain({ conv: conv(out, 1, { stride, groups, pad: beside(host) }), ...last('1x1', 'norm') }),
    '1x1-kxk': chain({
      conv1: expansion(place, options.expansion ?? 1),
      ...padded,
      conv2: conv(out, kernel, { stride, groups, pad: inside }),
      ...last('1x1-kxk', 'norm2'),
    }),
    '1x1-avg': chain({
      conv: conv(out, 1, { groups }),
      ...padded,
      pool: avgPool(kernel, { stride, pad: inside }),
      ...last('1x1-avg', 'norm2'),
    }),
  };
}

/** A depthwise 1×1 only scales: it has no branch of its own, and none before the pool. */
function depthwiseBranches(place: ConvNorm, options: DiverseBranchOptions): Branches {
  const { kernel, stride, pad } = place.conv;
  const { kxk, '1x1-kxk': stacked } = denseBranches(place, { ...options, expansion: options.expansion ?? 2 });
  const { last } = parts(place, options);
  const pooled = chain({ pool: avgPool(kernel, { stride, pad }), ...last('1x1-avg', 'norm2') });
  return { kxk: kxk!, '1x1-kxk': stacked!, '1x1-avg': pooled };
}

/**
 * The pieces that norms decide. With a norm between two layers of a branch, the norm pads, by what it makes of zero:
 * zeros after it would not be what the folded kernel sees beyond the map (section 3.2). Without norms, the second layer pads.
 */
function parts({ conv: { pad }, norm }: ConvNorm, { norms = 'inside', start = 'all' }: DiverseBranchOptions) {
  const isInside = norms === 'inside';
  const silent: BatchNorm = { ...norm, init: { ...norm.init, gamma: 0 } };
  return {
    last: (branch: Branch, name: string): Readonly<Record<string, Layer>> =>
      isInside ? { [name]: start === 'single' && branch !== 'kxk' ? silent : norm } : {},
    padded: (isInside ? { norm1: batchNorm({ border: pad }) } : {}) as Readonly<Record<string, Layer>>,
    inside: isInside ? 0 : pad,
  };
}

const unbiased = (host: Conv): Conv => ({ ...host, bias: false });

/** Padding of a 1×1 that reads the middle tap of the host's kernel. */
const beside = ({ pad, kernel }: Conv): Padding =>
  pad.map((side, i) => side - (kernel[i < 2 ? 0 : 1] - 1) / 2) as unknown as Padding;

/**
 * The first 1×1 of 1×1–K×K. Of the input's own width it starts as the identity, kept apart from what is learnt, so that weight
 * decay pulls towards the identity and not towards zero.
 */
function expansion({ conv: { groups }, input }: ConvNorm, factor: number): Layer {
  const width = factor * input[2]!;
  if (factor !== 1) return conv(width, 1, { groups });
  return sum({
    identity: identity(),
    residual: conv(width, 1, { groups, init: { kernel: { kind: 'constant', value: 0 } } }),
  });
}
