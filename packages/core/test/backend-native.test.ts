import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it, vi } from 'vitest';
import { activeBackend } from '../src/backend/active.ts';
import { openNative, withNativeThreads } from '../src/backend/native.ts';
import { importOptional } from '../src/backend/optional.ts';
import { probeBackends } from '../src/backend/probe.ts';
import { selectBackend } from '../src/backend/select.ts';

vi.mock('../src/backend/optional.ts', { spy: true });

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetAllMocks();
});

const uncompiled = new Error('tfjs-backend-native is not compiled: no make was found\nInstall make');

it('says why the addon was not compiled, what to install, and what goes without', async () => {
  vi.mocked(importOptional).mockRejectedValue(uncompiled);
  await expect(openNative()).rejects.toMatchObject({
    status: 'broken',
    reason: 'tfjs-backend-native is not compiled: no make was found',
    remedy: expect.stringMatching(/^Install make\nWithout it, --backend wasm/),
  });
});

it('is passed over with a word where it is not compiled', async () => {
  vi.mocked(importOptional).mockRejectedValue(uncompiled);
  const { passedOver } = await selectBackend('auto');
  expect(passedOver.map(({ backend }) => backend)).toEqual(['native']);
  expect(passedOver[0]!.message).toContain('no make was found\nInstall make');
});

it('is missing where the package is', async () => {
  vi.mocked(importOptional).mockResolvedValue(undefined);
  await expect(openNative()).rejects.toMatchObject({ status: 'missing' });
});

it('is probed as broken where its addon does not load', async () => {
  vi.stubEnv('TFJS_NATIVE_ADDON', import.meta.filename);
  const [native] = await probeBackends(['native']);
  expect(native).toMatchObject({ status: 'broken', remedy: expect.stringContaining('wasm') });
});

it('computes with other threads while some work runs, and with its own again once that fails', async () => {
  const said: number[] = [];
  let count = 8;
  vi.mocked(importOptional).mockResolvedValue({
    threads: () => count,
    setThreads: (threads: number) => {
      count = threads;
    },
  });
  const work = async () => void said.push(count);
  await withNativeThreads(2, work);
  await expect(withNativeThreads(3, () => work().then(() => Promise.reject(new Error('no'))))).rejects.toThrow('no');
  expect([...said, count]).toEqual([2, 3, 8]);
  vi.mocked(importOptional).mockRejectedValue(uncompiled);
  expect(await withNativeThreads(2, async () => 'done')).toBe('done');
});

it('is named in results with its instruction set, as other backends are without', async context => {
  await selectBackend('cpu');
  expect(activeBackend()).toBe('cpu');
  const native = await openNative().catch(() => undefined);
  if (native === undefined) return context.skip();
  expect(activeBackend()).toMatch(/^native (avx512|avx2|neon|baseline)$/);
  expect(native.detail).toContain(`, ${activeBackend().slice('native '.length)}, `);
  await tf.setBackend('cpu');
});
