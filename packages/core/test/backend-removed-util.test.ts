/** The functions of node:util that tfjs-node 4.22 needs and that Node 23 removed, on whatever Node runs this. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import util from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { probeBackends } from '../src/backend/probe.ts';
import { restoreRemovedUtil } from '../src/backend/removed-util.ts';
import { selectBackend } from '../src/backend/select.ts';

const NAMES = ['isNullOrUndefined', 'isArray'] as const;
const OLD = join(import.meta.dirname, 'support/old-util-module.cjs');
const old = util as unknown as Record<string, ((value: unknown) => boolean) | undefined>;

describe('where Node has them no more', () => {
  const before = NAMES.map(name => [name, Object.getOwnPropertyDescriptor(util, name)] as const);
  beforeEach(() => {
    for (const name of NAMES) delete old[name];
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) delete old[name];
      else Object.defineProperty(util, name, descriptor);
    }
  });

  it('they are put back, as they were', () => {
    expect(NAMES.map(name => typeof old[name])).toEqual(['undefined', 'undefined']);
    restoreRemovedUtil();
    for (const value of [null, undefined, 0, '', false, Number.NaN, [], {}, new Float32Array(1)]) {
      expect(old.isNullOrUndefined!(value)).toBe(value === null || value === undefined);
      expect(old.isArray!(value)).toBe(Array.isArray(value));
    }
  });

  it('a module that calls them while it loads is loaded by `tensorflow`', async () => {
    expect(() => createRequire(import.meta.url)(OLD)).toThrow(/isNullOrUndefined is not a function/);
    vi.stubEnv('REFOLD_TENSORFLOW_MODULE', OLD);
    // Loaded, but it is no backend.
    await expect(selectBackend('tensorflow')).rejects.toThrow('it loaded without registering itself with tfjs');
  });
});

it('nothing is warned of where Node has deprecated them', () => {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const shim = pathToFileURL(join(import.meta.dirname, '../src/backend/removed-util.ts')).href;
  const program = `import util from 'node:util'; import { restoreRemovedUtil } from '${shim}';
    restoreRemovedUtil(); console.log(util.isNullOrUndefined(null), util.isArray(null));`;
  // Warnings end the process with an error.
  const flags = ['--throw-deprecation', '--import', tsx, '--input-type=module', '--eval', program];
  expect(execFileSync(process.execPath, flags, { encoding: 'utf8' })).toBe('true false\n');
});

describe('a real tfjs-node', async () => {
  const [tensorflow] = await probeBackends(['tensorflow']);

  it.skipIf(tensorflow!.status !== 'found')('computes without them, in a process of its own', () => {
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    const core = pathToFileURL(join(import.meta.dirname, '../src/backend/index.ts')).href;
    const program = `import util from 'node:util'; for (const name of ${JSON.stringify(NAMES)}) delete util[name];
      const { selectBackend } = await import('${core}'); await selectBackend('tensorflow');
      const tf = await import('@tensorflow/tfjs-core');
      console.log(String(tf.conv2d(tf.ones([1, 3, 3, 1]), tf.ones([3, 3, 1, 1]), 1, 'same').dataSync()));`;
    const flags = ['--import', tsx, '--input-type=module', '--eval', program];
    expect(execFileSync(process.execPath, flags, { encoding: 'utf8' })).toBe('4,6,4,6,9,6,4,6,4\n');
  });
});
