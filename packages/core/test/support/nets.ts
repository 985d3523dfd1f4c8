/** Small networks of the shapes that papers train: residual with projection, RepVGG, VGG with pooling. */
import * as l from '../../src/layers/build.ts';
import type { Layer } from '../../src/layers/types.ts';

const convNorm = (out: number, kernel = 3, stride = 1): Layer =>
  l.chain({ conv: l.conv(out, kernel, { stride }), norm: l.batchNorm() });
const convNormRelu = (out: number): Layer => l.chain({ body: convNorm(out), relu: l.relu() });
const head = (): Readonly<Record<string, Layer>> => ({ pool: l.globalAvgPool(), flat: l.flatten(), fc: l.linear(5) });

function residual(out: number, stride: number): Layer {
  const shortcut = stride === 1 ? l.identity() : convNorm(out, 1, stride);
  const body = l.chain({ first: convNorm(out, 3, stride), relu: l.relu(), second: convNorm(out) });
  return l.chain({ sum: l.sum({ shortcut, body }), relu: l.relu() });
}

function repVgg(out: number, stride: number): Layer {
  const branches = {
    dense: convNorm(out, 3, stride),
    pointwise: convNorm(out, 1, stride),
    ...(stride === 1 && { identity: l.batchNorm() }),
  };
  return l.chain({ branches: l.sum(branches), relu: l.relu() });
}

/** Each takes [12, 12, 3] and gives 5 logits. */
export const SMALL_NETS: Readonly<Record<string, Layer>> = {
  ResNet: l.chain({ stem: convNormRelu(8), one: residual(8, 1), two: residual(16, 2), ...head() }),
  RepVGG: l.chain({ stem: repVgg(8, 2), one: repVgg(8, 1), two: repVgg(16, 2), ...head() }),
  VGG: l.chain({
    one: convNormRelu(8),
    two: convNormRelu(8),
    max: l.maxPool(2),
    three: l.conv(16, 3, { bias: true }),
    relu: l.relu(),
    average: l.avgPool(2),
    ...head(),
  }),
};
