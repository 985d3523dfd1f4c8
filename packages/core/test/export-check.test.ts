/** The check of exported files: what it finds wrong, and that it says so where it can't run. */
import { beforeAll, expect, it } from 'vitest';
import { selectBackend } from '../src/backend/index.ts';
import { checkExport, EXPORT_TOLERANCE, passes, type Runtime } from '../src/export/index.ts';
import { evaluateOnce } from '../src/layers/apply.ts';
import { conv } from '../src/layers/build.ts';
import { type NdArray, ndarray } from '../src/ndarray.ts';
import { Rng } from '../src/rng.ts';
import { randomNetwork } from './support/random.ts';

beforeAll(() => selectBackend('cpu'));

const net = randomNetwork(conv(2, 3), [4, 4, 1], Rng.seeded(0));

/** A runtime that computes what the network does, and then changes the output. */
const changing = (change: (y: NdArray) => NdArray): Runtime => ({
  name: 'a runtime',
  run: async (_path, net, batch) => change(await evaluateOnce(net, batch)),
});
const errorsOf = (change: (y: NdArray) => NdArray) => checkExport('', net, changing(change), evaluateOnce);

it('compares batches of one and of three', async () => {
  expect(await errorsOf(y => y)).toEqual([
    { samples: 1, error: 0 },
    { samples: 3, error: 0 },
  ]);
});

it('measures the largest difference in parts of the largest output', async () => {
  const errors = await errorsOf(({ shape, data }) => ({ shape, data: data.map(value => 1.001 * value) }));
  for (const { error } of errors!) expect(error).toBeCloseTo(1e-3, 6);
  expect(passes(errors!)).toBe(false);
});

it('passes at the tolerance, not above it, and never by NaN', async () => {
  expect(passes([{ samples: 1, error: EXPORT_TOLERANCE }])).toBe(true);
  expect(
    passes([
      { samples: 1, error: 0 },
      { samples: 3, error: 1.01 * EXPORT_TOLERANCE },
    ]),
  ).toBe(false);
  expect(passes((await errorsOf(({ shape, data }) => ({ shape, data: data.map(() => Number.NaN) })))!)).toBe(false);
});

it('takes the same numbers in another shape for an error', async () => {
  const errors = await errorsOf(({ shape: [n, h, w, c], data }) => ({ shape: [n!, c!, h!, w!], data }));
  expect(errors!.map(({ error }) => error)).toEqual([Number.NaN, Number.NaN]);
});

it('says which file a runtime does not take', async () => {
  const refusing: Runtime = { name: 'a runtime', run: () => Promise.reject(new Error('no operator Foo')) };
  await expect(checkExport('net.foo', net, refusing, evaluateOnce)).rejects.toThrow(
    "net.foo was written, but a runtime doesn't run it: no operator Foo",
  );
});

it('does not compare with outputs that are none', async () => {
  const wild = { ...net, params: new Map([['kernel', ndarray([3, 3, 1, 2], () => Number.NaN)]]) };
  await expect(
    checkExport(
      'net.foo',
      wild,
      changing(y => y),
      evaluateOnce,
    ),
  ).rejects.toThrow('NaN or infinite');
});

it('gives nothing where the runtime is absent', async () => {
  const absent: Runtime = { name: 'a runtime', package: 'a-runtime', run: async () => undefined };
  expect(await checkExport('', net, absent, evaluateOnce)).toBeUndefined();
});
