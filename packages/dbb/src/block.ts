/** What DBB adds: a block of diverse branches in the place of any convolution and its norm (section 3, figure 1). */
import {
  avgPool,
  type BatchNorm,
  type Block,
  batchNorm,
  centred,
  chain,
  conv,
  convOf,
  identity,
  type Layer,
  type Site,
  sum,
} from '@refold/core/layers';

/** The branches by the paper's names: K×K, 1×1, 1×1–K×K, 1×1–AVG. */
export const BRANCHES = ['kxk', '1x1', '1x1-kxk', '1x1-avg'] as const;
/** One of `BRANCHES`. */
export type Branch = (typeof BRANCHES)[number];

/** Options of `diverseBranch`. */
export interface DiverseBranchOptions {
  /** Default: all four. */
  readonly branches?: readonly Branch[];
  /** Where norms are: in the branches, after every convolution and pool, or one after the sum ("purely linear", figure 6). Default: 'inside'. */
  readonly norms?: 'inside' | 'after';
  /**
   * Which branches contribute at first: 'all', or the K×K alone ('single': γ of the other branches' last norms start at 0), so that a
   * block with a trained K×K starts as that. Default: 'all'.
   */
  readonly start?: 'all' | 'single';
  /**
   * Channels between the two convolutions of 1×1–K×K, as a multiple of the input's. Default: 1, and 2 on depthwise layers (the authors'
   * README).
   */
  readonly expansion?: number;
}

/**
 * The block: K×K, 1×1, 1×1–K×K and 1×1–AVG, added up; on depthwise layers K×K, 1×1–K×K and AVG (section 3.3). It has no activation and
 * folds to one K×K convolution. Every convolution has the site's groups. The site must be undilated, and padded by half its kernel at least.
 */
export const diverseBranch =
  (options: DiverseBranchOptions = {}): Block =>
  site => {
    const { branches = BRANCHES, norms = 'inside' } = options;
    const all = isDepthwise(site) ? depthwiseBranches(site, options) : denseBranches(site, options);
    const block = sum(Object.fromEntries(branches.flatMap(name => (all[name] ? [[name, all[name]]] : []))));
    return norms === 'inside' ? block : chain({ branches: block, norm: site.norm });
  };

/** `times` K×K convolutions beside each other, each with a norm, or with one norm after the sum (table 4); no activation. */
export const duplicated =
  (times: number, { norms = 'inside' }: Pick<DiverseBranchOptions, 'norms'> = {}): Block =>
  site => {
    const one = chain({ conv: convOf(site), ...(norms === 'inside' && { norm: site.norm }) });
    const block = sum(Object.fromEntries(Array.from({ length: times }, (_, i) => [`kxk${i + 1}`, one])));
    return norms === 'inside' ? block : chain({ branches: block, norm: site.norm });
  };

/** Whether each group has one channel; a layer of one channel in all is dense. */
const isDepthwise = ({ groups, out, input }: Site): boolean => groups > 1 && groups === out && groups === input;

type Branches = { readonly [branch in Branch]?: Layer };

function denseBranches(site: Site, options: DiverseBranchOptions): Branches {
  const { out, kernel, stride, groups } = site;
  const { last, padded, inside } = parts(site, options);
  return {
    kxk: chain({ conv: convOf(site), ...last('kxk', 'norm') }),
    '1x1': chain({ conv: convOf(centred(site, 1)), ...last('1x1', 'norm') }),
    '1x1-kxk': chain({
      conv1: expansion(site, options.expansion ?? 1),
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
function depthwiseBranches(site: Site, options: DiverseBranchOptions): Branches {
  const { kernel, stride, pad } = site;
  const { kxk, '1x1-kxk': stacked } = denseBranches(site, { ...options, expansion: options.expansion ?? 2 });
  const { last } = parts(site, options);
  const pooled = chain({ pool: avgPool(kernel, { stride, pad }), ...last('1x1-avg', 'norm2') });
  return { kxk: kxk!, '1x1-kxk': stacked!, '1x1-avg': pooled };
}

/**
 * The pieces that norms decide. With a norm between two layers of a branch, the norm pads, by what it makes of zero:
 * zeros after it would not be what the folded kernel sees beyond the map (section 3.2). Without norms, the second layer pads.
 */
function parts({ pad, norm }: Site, { norms = 'inside', start = 'all' }: DiverseBranchOptions) {
  const isInside = norms === 'inside';
  const silent: BatchNorm = { ...norm, init: { ...norm.init, gamma: 0 } };
  return {
    last: (branch: Branch, name: string): Readonly<Record<string, Layer>> =>
      isInside ? { [name]: start === 'single' && branch !== 'kxk' ? silent : norm } : {},
    padded: (isInside ? { norm1: batchNorm({ border: pad }) } : {}) as Readonly<Record<string, Layer>>,
    inside: isInside ? 0 : pad,
  };
}

/**
 * The first 1×1 of 1×1–K×K. Of the input's own width it starts as the identity, kept apart from what is learnt, so that weight
 * decay pulls towards the identity and not towards zero.
 */
function expansion({ groups, input }: Site, factor: number): Layer {
  const width = factor * input;
  if (factor !== 1) return conv(width, 1, { groups });
  return sum({
    identity: identity(),
    residual: conv(width, 1, { groups, init: { kernel: { kind: 'constant', value: 0 } } }),
  });
}
