import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type BackendInfo, type BackendName, BackendUnavailable } from '../src/backend/info.ts';
import { parseBackendChoice, selectBackend } from '../src/backend/select.ts';
import { RefoldError } from '../src/error.ts';

afterEach(() => vi.unstubAllEnvs());

/** A world in which only some backends work; it records the order in which they were tried. */
function world(works: Partial<Record<BackendName, Partial<BackendInfo>>>, broken: readonly BackendName[] = []) {
  const tried: BackendName[] = [];
  const open = async (name: BackendName): Promise<BackendInfo> => {
    tried.push(name);
    const info = works[name];
    if (info) return { name, detail: '', gpu: false, deterministic: true, ...info };
    throw new BackendUnavailable(name, broken.includes(name) ? 'broken' : 'missing', 'reason', 'remedy');
  };
  return { tried, open };
}

describe("'auto'", () => {
  const everything = { tensorflow: {}, native: {}, wasm: {}, cpu: {} };

  it.each<[string, Partial<Record<BackendName, Partial<BackendInfo>>>, BackendName]>([
    ['tensorflow where it has a GPU', { ...everything, tensorflow: { gpu: true } }, 'tensorflow'],
    ['native before tensorflow on the CPU', everything, 'native'],
    ['tensorflow on the CPU before wasm', { tensorflow: {}, wasm: {}, cpu: {} }, 'tensorflow'],
    ['wasm before cpu', { wasm: {}, cpu: {} }, 'wasm'],
    ['cpu at last', { cpu: {} }, 'cpu'],
  ])('takes %s', async (_, works, name) => {
    expect(await selectBackend('auto', world(works).open)).toMatchObject({ name, passedOver: [] });
  });

  it('tries each missing backend once, and never webgpu', async () => {
    const { tried, open } = world({ cpu: {} });
    await selectBackend('auto', open);
    expect(tried).toEqual(['tensorflow', 'native', 'wasm', 'cpu']);
  });

  it('reports the backends that are installed and fail', async () => {
    const { passedOver } = await selectBackend('auto', world({ cpu: {} }, ['wasm']).open);
    expect(passedOver.map(failure => failure.backend)).toEqual(['wasm']);
  });

  it('lets an error of another kind through', async () => {
    const open = () => Promise.reject(new TypeError('a bug of ours'));
    await expect(selectBackend('auto', open)).rejects.toThrow(TypeError);
  });

  it('works on this machine', async () => {
    const { name } = await selectBackend('auto');
    expect(tf.getBackend()).toBe(name);
  });
});

describe('a forced backend', () => {
  it.each(['wasm', 'cpu'] as const)('%s becomes the active one, twice if asked twice', async name => {
    for (const _ of [1, 2]) expect(await selectBackend(name)).toMatchObject({ name, gpu: false, deterministic: true });
    expect(tf.getBackend()).toBe(name);
  });

  it('that is not installed is an error that says what to install', async () => {
    vi.stubEnv('REFOLD_TENSORFLOW_MODULE', '/no/such/folder');
    const error = await selectBackend('tensorflow').catch(e => e);
    expect(error).toBeInstanceOf(RefoldError);
    expect(error.message).toContain("backend 'tensorflow' is not installed: /no/such/folder was not found");
    expect(error.message).toContain('npm install --no-save @tensorflow/tfjs-node-gpu');
    expect(error.message).toContain('scripts/build-tensorflow.sh');
  });

  it('that is installed and fails is an error with the underlying reason', async () => {
    vi.stubEnv('REFOLD_TENSORFLOW_MODULE', join(import.meta.dirname, 'support/broken-module.cjs'));
    await expect(selectBackend('tensorflow')).rejects.toThrow(/installed but fails: .*libcudart.so.11.0: cannot open/);
  });

  it('is one of the known names', () => {
    expect(parseBackendChoice('wasm')).toBe('wasm');
    expect(() => parseBackendChoice('gpu')).toThrow(
      "unknown backend 'gpu': choose one of auto, tensorflow, native, wasm, cpu, webgpu",
    );
  });
});
