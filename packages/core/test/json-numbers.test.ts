import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseNumbers, stringifyNumbers } from '../src/io/json-numbers.ts';
import { readCheckpoint, writeCheckpoint } from '../src/train/checkpoint.ts';
import { readResult, writeResult } from '../src/train/run-folder.ts';

const LOST = { a: Number.NaN, b: Number.POSITIVE_INFINITY, c: Number.NEGATIVE_INFINITY, d: 0.1, e: 'text' };

it('numbers come back as they were, those that JSON lacks too', () => {
  fc.assert(
    fc.property(fc.array(fc.double()), values => {
      // -0 is 0 in JSON.
      const positive = values.map(value => value + 0);
      expect(parseNumbers(stringifyNumbers({ values: positive }))).toEqual({ values: positive });
    }),
  );
  expect(parseNumbers(stringifyNumbers([LOST]))).toEqual([LOST]);
});

it('a metric of a finished run that is no number stays so, in its result and in its checkpoint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'refold-numbers-'));
  try {
    const metrics = { top1: 0.5, drop: Number.NaN, ratio: Number.POSITIVE_INFINITY };
    const epochs = [{ step: 1, epoch: 1, trainLoss: 1, test: metrics }];
    const result = { hash: 'h', metrics, epochs, steps: 1, imagesPerSecond: 1, seconds: 1, backend: 'cpu' };
    writeResult(folder, result);
    expect(readResult(folder, 'h')).toEqual(result);
    const progress = { step: 1, lossSums: {}, seconds: 1, stepSeconds: 1, backends: [], records: epochs };
    const path = join(folder, 'checkpoint.safetensors');
    writeCheckpoint(path, { hash: 'h', progress, players: new Map(), state: new Map() });
    expect(readCheckpoint(path).progress).toEqual(progress);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
