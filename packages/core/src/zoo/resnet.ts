/** Residual networks for ImageNet (He et al. 2016, arXiv 1512.03385) and ResNeXt (Xie et al. 2017, arXiv 1611.05431). */
import { chain, identity, maxPool, relu, sum } from '../layers/build.ts';
import { type Block, makeSite } from '../layers/site.ts';
import type { Chain, Layer } from '../layers/types.ts';
import { type Catalogue, IMAGENET } from './catalogue.ts';
import { convNorm, convNormRelu, poolAndClassify } from './parts.ts';

/** What tells one ResNet from another. */
export interface ResNetSpec {
  readonly block: 'basic' | 'bottleneck';
  /** Blocks of the four stages. */
  readonly depths: readonly number[];
  /** Groups of a bottleneck's 3×3. */
  readonly groups: number;
  /** Channels of the first stage's inner layers; they double a stage. */
  readonly width: number;
  /** Which layer of a bottleneck has the stride: the first 1×1 (the paper's, "v1") or the 3×3 ("v1.5"). */
  readonly strideOn: 'reduce' | 'spatial';
}

/** Channels of a bottleneck's output in the first stage, whatever its inner width. */
const BOTTLENECK_OUT = 256;

const resnet = (
  block: ResNetSpec['block'],
  depths: readonly number[],
  strideOn: ResNetSpec['strideOn'] = 'reduce',
): ResNetSpec => ({ block, depths, groups: 1, width: 64, strideOn });
const resnext = (depths: readonly number[]): ResNetSpec => ({
  block: 'bottleneck',
  depths,
  groups: 32,
  width: 128,
  strideOn: 'spatial',
});

/** The ResNets by name, as data. */
export const resnetSpecs = {
  'resnet-18': resnet('basic', [2, 2, 2, 2]),
  'resnet-34': resnet('basic', [3, 4, 6, 3]),
  'resnet-50': resnet('bottleneck', [3, 4, 6, 3]),
  'resnet-50-v1.5': resnet('bottleneck', [3, 4, 6, 3], 'spatial'),
  'resnet-101': resnet('bottleneck', [3, 4, 23, 3]),
  'resnet-101-v1.5': resnet('bottleneck', [3, 4, 23, 3], 'spatial'),
  'resnet-152': resnet('bottleneck', [3, 8, 36, 3]),
  'resnext-50': resnext([3, 4, 6, 3]),
  'resnext-101': resnext([3, 4, 23, 3]),
} as const satisfies Record<string, ResNetSpec>;

/** Classes, and what differs in a ResNet's stages and blocks. */
export interface ResNetOptions {
  /** Default 1000. */
  readonly classes?: number;
  /** Stride of a stage's first block, default 1, 2, 2, 2: a backbone for dense prediction trades it for dilation. */
  readonly strides?: readonly number[];
  /** Dilation of a stage's 3×3 layers. Default 1. */
  readonly dilations?: readonly number[];
  /** The block in the place of a bottleneck's 3×3, norm and ReLU, activation included. Default: those three. */
  readonly spatial?: Block;
  /** What stands beside a block's shortcut, norm included, before the last ReLU; undefined keeps the usual layers. */
  readonly body?: (place: BlockPlace) => Layer | undefined;
}

/** A block's place: its geometry, and its stage and its index there, both from 0. */
export interface BlockPlace extends BlockGeometry {
  readonly stage: number;
  readonly index: number;
}

/** The stem and the four stages: [h, w, 3] → [h/32, w/32, channels] at standard strides. Children are named stem, stage1, ..., stage4. */
export function resnetBackbone(
  spec: ResNetSpec,
  { strides = [1, 2, 2, 2], dilations = [], spatial = plain, body }: ResNetOptions = {},
): Chain {
  const stages: Record<string, Layer> = {};
  let input = 64;
  for (const [s, depth] of spec.depths.entries()) {
    const inner = spec.width * 2 ** s;
    const out = spec.block === 'basic' ? inner : BOTTLENECK_OUT * 2 ** s;
    const blocks: Layer[] = [];
    for (let i = 0; i < depth; i++) {
      const geometry = { input, out, stride: i === 0 ? strides[s]! : 1, dilation: dilations[s] ?? 1 };
      const instead = body?.({ ...geometry, stage: s, index: i });
      if (instead !== undefined) blocks.push(residual(projection(geometry), instead));
      else blocks.push(spec.block === 'basic' ? basicBlock(geometry) : bottleneck(geometry, inner, spec, spatial));
      input = out;
    }
    stages[`stage${s + 1}`] = chain(blocks);
  }
  const stem = chain({ conv: convNormRelu(64, 7, { stride: 2 }), pool: maxPool(3, { stride: 2, pad: 1 }) });
  return chain({ stem, ...stages });
}

/** The stages of a ResNet by name for dense prediction: a stride of 8 in all, the last two dilated by 2 and 4 (PSPNet, arXiv 1612.01105). */
export function dilatedResNetStages(spec: ResNetSpec): Readonly<Record<string, Layer>> {
  return Object.fromEntries(resnetBackbone(spec, { strides: [1, 2, 1, 1], dilations: [1, 1, 2, 4] }).children);
}

/** The classifier: [h, w, 3] → [classes]. */
export const resnetClassifier = (spec: ResNetSpec, options: ResNetOptions = {}): Layer =>
  chain({ backbone: resnetBackbone(spec, options), head: poolAndClassify(options.classes ?? 1000) });

/** Where a residual block stands: widths and stride. */
export interface BlockGeometry {
  readonly input: number;
  readonly out: number;
  readonly stride: number;
  readonly dilation?: number;
}

/** Two 3×3 layers beside a shortcut. */
export const basicBlock = ({ input, out, stride, dilation = 1 }: BlockGeometry, shortcut?: Layer): Layer =>
  residual(
    shortcut ?? projection({ input, out, stride }),
    chain({
      conv1: convNormRelu(out, 3, { stride, dilation }),
      conv2: convNorm(out, 3, { dilation }),
    }),
  );

const plain: Block = site => convNormRelu(site.out, site.kernel, site);

/** 1×1 to the inner width, 3×3, 1×1 out of it, beside a shortcut. */
function bottleneck(
  { input, out, stride, dilation = 1 }: BlockGeometry,
  inner: number,
  { groups, strideOn }: ResNetSpec,
  spatial: Block,
): Layer {
  const [first, second] = strideOn === 'reduce' ? [stride, 1] : [1, stride];
  return residual(
    projection({ input, out, stride }),
    chain({
      reduce: convNormRelu(inner, 1, { stride: first }),
      spatial: spatial(makeSite(inner, inner, 3, { stride: second, groups, dilation })),
      expand: convNorm(out, 1),
    }),
  );
}

const residual = (shortcut: Layer, body: Layer): Layer => chain({ branches: sum({ shortcut, body }), relu: relu() });

/** Option B of the paper: the identity where shapes allow, else a strided 1×1 with a norm. */
const projection = ({ input, out, stride }: BlockGeometry): Layer =>
  input === out && stride === 1 ? identity() : convNorm(out, 1, { stride });

const describe = (name: string, { groups, width, strideOn }: ResNetSpec): string => {
  const title = name.replace('resnet', 'ResNet').replace('resnext', 'ResNeXt').replace('-v1.5', '');
  return groups === 1
    ? `${title}, ${strideOn === 'reduce' ? 'v1' : 'v1.5'} strides, option B shortcuts`
    : `${title}, ${groups} groups of ${width / groups} channels`;
};

/** ResNets by name. */
export const resnets: Catalogue = Object.fromEntries(
  Object.entries(resnetSpecs).map(([name, spec]) => [
    name,
    {
      description: describe(name, spec),
      input: IMAGENET,
      build: options => resnetClassifier(spec, options),
    },
  ]),
);
