import { describe, expect, it } from 'vitest';
import { count } from '../src/cost/index.ts';
import { countFolded, fold } from '../src/fold/index.ts';
import { network } from '../src/init/init.ts';
import { batchNorm, chain, conv, identity, type Layer, relu, type Shape, sum, tap } from '../src/layers/index.ts';
import { Rng } from '../src/rng.ts';
import { models } from '../src/zoo/index.ts';

const convNorm = (out: number, kernel: number): Layer => chain({ conv: conv(out, kernel), norm: batchNorm() });

describe('countFolded', () => {
  const map = [9, 11, 8];

  it.each<[string, Layer, Shape]>([
    ['branches', sum({ a: convNorm(8, 3), b: convNorm(8, 1), c: batchNorm() }), map],
    ['a chain', chain([conv(4, 1), conv(8, 3), batchNorm(), relu(), conv(8, 1), conv(4, 1)]), map],
    ['a residual block', chain([sum([identity(), chain([convNorm(8, 3), relu(), convNorm(8, 3)])]), relu()]), map],
    ['ResNet-20', models['resnet-20-cifar']!.build(), [32, 32, 3]],
  ])('counts what fold makes of %s', (_, layer, input) => {
    const folded = fold(network(layer, input, Rng.seeded(1))).network;
    expect(countFolded(layer, input)).toEqual(count(folded.layer, input));
  });

  it('leaves training-only heads out and keeps others', () => {
    const body = (trainingOnly: boolean) =>
      chain({ conv: conv(8, 3), tap: tap('aux', { head: conv(5, 1), trainingOnly }), relu: relu() });
    expect(countFolded(body(true), [9, 9, 8]).total.params).toBe(9 * 64);
    expect(countFolded(body(false), [9, 9, 8]).total.params).toBe(9 * 64 + 40);
  });

  it('has no running statistics left where every norm follows a convolution', () => {
    expect(countFolded(models['resnet-18']!.build(), [64, 64, 3]).total.statistics).toBe(0);
  });
});
