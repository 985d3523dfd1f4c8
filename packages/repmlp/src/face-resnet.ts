/** Networks for faces, with and without RepMLPs (section 4.3), at small scale. */
import { chain, flatten, identity, type Layer, linear, makeSite, relu, sum, tap } from '@refold/core/layers';
import { convNorm, convNormRelu } from '@refold/core/zoo';
import { repmlpBlock } from './block.ts';

/** Size of a network for faces, and whether it has RepMLPs. */
export interface FaceResNetOptions {
  /** Whether the last block of each stage is a RepMLP bottleneck. */
  readonly repmlp: boolean;
  /** Channels of the first stage; the others have two and four times as many. */
  readonly width: number;
  /** Side of the images, [side, side, 1]: a multiple of 48, for partitions of 6×6 on the smallest map. */
  readonly side: number;
  /** People that are told apart. */
  readonly people: number;
}

/**
 * A classifier of faces, [side, side, 1] → [people], whose embedding is the tap 'embedding'. It has three stages of two bottlenecks;
 * the paper's has 3, 2, 2 and 2. A RepMLP bottleneck is on partitions of 6×6, in 4 groups, half as wide (r = 2).
 */
export function faceResNet({ repmlp, width, side, people }: FaceResNetOptions): Layer {
  const stages = [1, 2, 4].map((times, s): [string, Layer] => {
    const [out, size] = [width * times, side / 2 ** (s + 1)];
    const first = block(s === 0 ? convNorm(out, 1) : convNorm(out, 1, { stride: 2 }), plain(out, s === 0 ? 1 : 2));
    const last = block(identity(), repmlp ? mixing(size, out) : plain(out, 1));
    return [`stage${s + 1}`, chain([first, last])];
  });
  return chain({
    stem: convNormRelu(width, 3, { stride: 2 }),
    ...Object.fromEntries(stages),
    flatten: flatten(),
    embed: linear(64),
    embedding: tap('embedding'),
    classify: linear(people),
  });
}

const block = (shortcut: Layer, body: Layer): Layer => chain({ branches: sum({ shortcut, body }), relu: relu() });

/** As wide inside as outside, as the paper says of FaceResNet. */
const plain = (out: number, stride: number): Layer =>
  chain({ reduce: convNormRelu(out, 1), spatial: convNormRelu(out, 3, { stride }), expand: convNorm(out, 1) });

const mixer = repmlpBlock({ partition: [6, 6], groups: 4, kernels: [1, 3, 5] });

const mixing = (size: number, out: number): Layer =>
  chain({
    reduce: convNormRelu(out, 1),
    enter: convNormRelu(out / 2, 3),
    mlp: mixer(makeSite(out / 2, out / 2, 3, { map: [size, size] })),
    relu: relu(),
    leave: convNormRelu(out, 3),
    expand: convNorm(out, 1),
  });
