import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inspectCheckpoint, MODEL, writeCheckpoint } from '../src/train/checkpoint.ts';

test('a checkpoint with any byte altered, or cut anywhere, is known as damaged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'refold-checkpoint-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'checkpoint.safetensors');
  const params = new Map([['w', { shape: [3], data: Float32Array.of(1, 2, 3) }]]);
  const progress = { step: 1, lossSums: {}, seconds: 1, stepSeconds: 1, backends: ['cpu'], records: [] };
  writeCheckpoint(path, {
    hash: 'abc',
    progress,
    players: new Map([[MODEL, { params, optimizer: new Map() }]]),
    state: new Map(),
  });
  expect(inspectCheckpoint(path)).toMatchObject({ hash: 'abc', progress });
  const whole = readFileSync(path);
  const damageOf = (bytes: Buffer) => {
    writeFileSync(path, bytes);
    return inspectCheckpoint(path);
  };
  for (let at = 0; at < whole.length; at++) {
    const altered = Buffer.from(whole);
    altered[at]! ^= 1 << (at % 8);
    expect(damageOf(altered), `byte ${at}`).toHaveProperty('damage');
    if (at % 7 === 0) expect(damageOf(whole.subarray(0, at)), `cut at ${at}`).toHaveProperty('damage');
  }
});
