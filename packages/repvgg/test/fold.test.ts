/** Networks of every block and variant of the paper, as trained and as folded, run on real backends. */
import { evaluateOnce } from '@refold/core/apply';
import { selectBackend } from '@refold/core/backend';
import { fold, verify } from '@refold/core/fold';
import { makeSite } from '@refold/core/layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { trainedLooking } from '../../core/test/support/blocks.ts';
import { branchAblations, cifarSpecs, repvgg, repvggSpecs, type Variant, variants } from '../src/index.ts';

const ALL: Readonly<Record<string, Variant>> = { ...branchAblations, ...variants };

describe.each(['cpu', 'wasm'] as const)('on %s', backend => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  it.each(Object.keys(ALL))('a network of %s blocks keeps its outputs', async name => {
    const spec = { ...cifarSpecs['repvgg-cifar'], widths: [4, 4, 8, 8, 12] };
    const net = trainedLooking(repvgg(spec, { variant: ALL[name]!, classes: 10 }), [17, 17, 3]);
    const { network: folded, report } = fold(net);
    expect(report.after.params).toBeLessThan(report.before.params);
    expect(await verify(net, folded, evaluateOnce)).toBeLessThan(1e-3);
  });
});

describe('nonlinear branches', () => {
  it('keep the sum, and the report says why', () => {
    const { network, report } = fold(trainedLooking(variants['relu-in-branch'].block(makeSite(8, 8, 3)), [6, 6, 8]));
    expect(network.layer.op).toBe('sum');
    expect(report.barriers.map(barrier => JSON.stringify(barrier)).join()).toContain('relu');
  });
});

describe('every variant, narrow', () => {
  beforeAll(async () => {
    await selectBackend('wasm');
  });

  it.each(Object.entries(repvggSpecs))('%s keeps its outputs', async (_, spec) => {
    const widths = spec.widths.map(width => 16 * Math.ceil(width / 320));
    const net = trainedLooking(repvgg({ ...spec, widths }, { classes: 10 }), [33, 33, 3]);
    expect(await verify(net, fold(net).network, evaluateOnce)).toBeLessThan(1e-3);
  });
});
