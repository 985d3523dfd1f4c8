/** Where a block stands in a network, and blocks: what papers put in the place of a convolution. */
import { RefoldError } from '../error.ts';
import { batchNorm, type ConvOptions, chain, conv, type SizeLike, size } from './build.ts';
import { span } from './shapes.ts';
import type { BatchNorm, Chain, Conv, Layer, Padding, Size } from './types.ts';

/**
 * What a network tells a block about its place: the convolution (without bias) and the batch norm that would stand there. Everything
 * that `conv` takes as options is here, so `conv(site.out, 3, site)` has the site's stride, padding, dilation and groups.
 */
export interface Site extends Omit<Conv, 'op' | 'bias'> {
  /** Channels that come in. */
  readonly input: number;
  /** Height and width of the map that comes in. Absent in networks that take maps of any size. */
  readonly map?: Size;
  readonly norm: BatchNorm;
}

/**
 * Makes the expression that stands at a site: [h, w, site.input] to the shape that the site's convolution would give. Whether an
 * activation is included is for the block to say.
 */
export type Block = (site: Site) => Layer;

/** Options of `makeSite`. */
export interface SiteOptions extends Omit<ConvOptions, 'bias'> {
  readonly map?: Size;
  /** Default: `batchNorm()`. */
  readonly norm?: BatchNorm;
}

/** The site of a convolution of `out` filters on `input` channels. Options and their defaults are those of `conv`. */
export const makeSite = (
  input: number,
  out: number,
  kernel: SizeLike,
  { map, norm = batchNorm(), ...options }: SiteOptions = {},
): Site => siteOf(conv(out, kernel, options), norm, input, map);

/** The site of a convolution and the norm behind it; the norm makes the convolution's bias superfluous. */
export const siteOf = ({ op: _, bias: __, ...rest }: Conv, norm: BatchNorm, input: number, map?: Size): Site => ({
  ...rest,
  input,
  ...(map !== undefined && { map }),
  norm,
});

/** The convolution whose place a site is, without bias. */
export const convOf = (site: Site): Conv => conv(site.out, site.kernel, site);

/** The plain block: the site's convolution and its norm, as children `conv` and `norm`. Linear blocks fold to what this folds to. */
export const convNormOf = (site: Site): Chain => chain({ conv: convOf(site), norm: site.norm });

/**
 * The site with a smaller kernel that sits on the middle of its own, for branches to be added: both read the same rows at any stride.
 * The site must be padded by half its kernel at least. An initialiser of its own kernel does not pass to the smaller one.
 */
export function centred({ init: _, ...site }: Site, kernel: SizeLike): Site {
  const smaller = size(kernel);
  const inset = ([0, 1] as const).map(
    axis => (span(site.kernel[axis], site.dilation[axis]) - span(smaller[axis], site.dilation[axis])) / 2,
  );
  return {
    ...site,
    kernel: smaller,
    pad: site.pad.map((side, i) => side - inset[i < 2 ? 0 : 1]!) as unknown as Padding,
    dilation: [smaller[0] === 1 ? 1 : site.dilation[0], smaller[1] === 1 ? 1 : site.dilation[1]],
  };
}

/** Whether a site's convolution gives maps of its input's shape, so that the input can be added to its output. */
export const keepsShape = ({ input, out, stride, kernel, dilation, pad }: Site): boolean =>
  input === out &&
  stride.every(step => step === 1) &&
  pad.every((side, i) => 2 * side === span(kernel[i < 2 ? 0 : 1], dilation[i < 2 ? 0 : 1]) - 1);

/**
 * The shape [h, w, c] of a site's input, for blocks that are bound to it.
 * @throws RefoldError where the network doesn't tell the size of its maps
 */
export function inputShape({ map, input }: Site): readonly [height: number, width: number, channels: number] {
  if (map === undefined) {
    throw new RefoldError(
      `a block that is bound to the size of its map stands on ${input} channels, but the site has no 'map': give it to makeSite`,
    );
  }
  return [...map, input];
}
