/** The body that every variant shares: five stages of blocks, global pooling and a linear classifier (section 3.4). */
import { type Block, type Child, chain, type Layer, makeSite, tap } from '@refold/core/layers';
import { convNormRelu, poolAndClassify } from '@refold/core/zoo';
import { type BlockOptions, repvggBlock } from './block.ts';

/** A network of the paper as a row of its tables. */
export interface RepVGGSpec {
  /** Number of blocks of stages 0 to 4. */
  readonly depths: readonly number[];
  /** Channels of stages 0 to 4. */
  readonly widths: readonly number[];
  /** Stride of each stage's first block. Default: 2 for all five, so 32 in total. */
  readonly strides?: readonly number[];
  /** Groups of every second layer, from the third to the 27th. Default: 1. */
  readonly groups?: number;
  /** Squeeze-and-excitation of every block. Default: none. */
  readonly squeeze?: NonNullable<BlockOptions['squeeze']>;
  /** Whether stage 3 is in two halves, and training-only heads follow stages 1 and 2 and the first half (RepVGGplus). Default: false. */
  readonly auxiliaryHeads?: boolean;
}

/** The blocks of a body, activations included. */
export interface Variant {
  /** Stands for one layer. */
  readonly block: Block;
  /** Stands for two layers at once, in stages of even depth. Default: none, every layer is a `block`. */
  readonly pair?: Block;
}

/** Options of the stages of blocks. */
export interface BodyOptions {
  /** The blocks that layers are made of. Default: the block of the paper. */
  readonly variant?: Variant;
  /** Dilation of block `index` of stage `stage`. Default: 1. */
  readonly dilation?: (stage: number, index: number) => number;
}

/** Options of a classifier. */
export interface NetworkOptions extends BodyOptions {
  /** Default: 1000. */
  readonly classes?: number;
}

/** The classifier, [h, w, 3] to [classes]. Its children are named stage0, ..., stage4 and head. */
export const repvgg = (spec: RepVGGSpec, options: NetworkOptions = {}): Layer =>
  chain({ ...repvggStages(spec, options), head: poolAndClassify(options.classes ?? 1000) });

/**
 * The stages by name, for a classifier or a backbone: [h, w, 3] to [⌈h/32⌉, ⌈w/32⌉, last width] at standard strides. Auxiliary heads are taps
 * between the stages, with `classes` outputs.
 */
export function repvggStages(spec: RepVGGSpec, options: NetworkOptions = {}): Readonly<Record<string, Layer>> {
  const blocks = stagesOfBlocks(spec, options);
  if (!spec.auxiliaryHeads) return Object.fromEntries(blocks.map((stage, s) => [`stage${s}`, chain(stage)]));
  const half = spec.depths[3]! / 2;
  const split: readonly Child[] = [
    ...blocks.slice(0, 3).map((stage, s) => [`stage${s}`, chain(stage)] as const),
    ['stage3_first', chain(blocks[3]!.slice(0, half))],
    ['stage3_second', chain(blocks[3]!.slice(half))],
    ['stage4', chain(blocks[4]!)],
  ];
  return Object.fromEntries(
    split.flatMap(([name, stage]) => {
      const s = AUXILIARY.indexOf(name);
      return s < 0
        ? [[name, stage]]
        : [
            [name, stage],
            [`${name}_aux`, auxiliary(`${name}_aux`, spec.widths[s + 1]!, options)],
          ];
    }),
  );
}

/** The stages that an auxiliary head reads, of stages 1, 2 and 3. */
const AUXILIARY = ['stage1', 'stage2', 'stage3_first'];

const auxiliary = (name: string, width: number, { classes = 1000 }: NetworkOptions): Layer =>
  tap(name, {
    trainingOnly: true,
    head: chain({ reduce: convNormRelu(width, 3, { stride: 2 }), classify: poolAndClassify(classes) }),
  });

function stagesOfBlocks(spec: RepVGGSpec, { variant, dilation = () => 1 }: BodyOptions): readonly (readonly Layer[])[] {
  const { block, pair }: Variant = variant ?? { block: repvggBlock(spec.squeeze && { squeeze: spec.squeeze }) };
  let input = 3;
  let layer = 0;
  return spec.depths.map((depth, s) => {
    const [build, step] = pair !== undefined && depth % 2 === 0 ? [pair, 2] : [block, 1];
    const out = spec.widths[s]!;
    const stage: Layer[] = [];
    for (let i = 0; i < depth; i += step, layer += step) {
      const stride = i === 0 ? (spec.strides?.[s] ?? 2) : 1;
      const groups = groupsAt(layer, spec.groups ?? 1);
      stage.push(build(makeSite(input, out, 3, { stride, groups, dilation: dilation(s, i) })));
      input = out;
    }
    return stage;
  });
}

/** Groups of the layer of that index, from 0 through all stages: dense layers in between carry information across (section 3.4). */
const groupsAt = (layer: number, groups: number): number => (layer % 2 === 0 && layer >= 2 && layer <= 26 ? groups : 1);
