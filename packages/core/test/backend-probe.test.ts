import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeMachine } from '../src/backend/machine.ts';
import { probeBackends } from '../src/backend/probe.ts';

it('finds what works, and says why the rest does not', { timeout: 60_000 }, async () => {
  const [wasm, cpu, webgpu] = await probeBackends(['wasm', 'cpu', 'webgpu']);
  expect(wasm).toMatchObject({
    name: 'wasm',
    status: 'found',
    detail: expect.stringMatching(/^tfjs wasm 4\..*1 thread$/),
  });
  expect(cpu).toMatchObject({ name: 'cpu', status: 'found' });
  if (webgpu!.status !== 'found') expect(webgpu!.remedy).toContain('npm install');
});

it('survives a backend that ends its process', { timeout: 60_000 }, async () => {
  const before = process.env.REFOLD_TENSORFLOW_MODULE;
  process.env.REFOLD_TENSORFLOW_MODULE = join(import.meta.dirname, 'support/crashing-module.cjs');
  try {
    expect(await probeBackends(['tensorflow'])).toEqual([
      { name: 'tensorflow', status: 'broken', detail: 'process ended with SIGABRT: cannot go on' },
    ]);
  } finally {
    if (before === undefined) delete process.env.REFOLD_TENSORFLOW_MODULE;
    else process.env.REFOLD_TENSORFLOW_MODULE = before;
  }
});

it('describes the machine', () => {
  const { node, platform, processor, cores, memory } = describeMachine();
  expect(`v${node}`).toBe(process.version);
  expect(platform).toContain(process.arch);
  expect(processor).not.toBe('');
  expect(cores).toBeGreaterThan(0);
  expect(memory).toBeGreaterThan(2 ** 28);
});
