/** Event files of real runs, as TensorBoard itself reads them; skipped where no Python has it. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Interrupted, type TrainEvent, train } from '@refold/core/train';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { config, fileOf } from '../packages/core/test/support/training-run.ts';
import { eventFilesIn } from '../packages/lab/src/tensorboard/event-file.ts';
import { tensorBoardOf } from '../packages/lab/src/tensorboard/observer.ts';
import { type FoundEvents, pythonWithTensorBoard, readByTensorBoard } from '../scripts/peers/events.ts';

const python = pythonWithTensorBoard();
const name = { label: 'table-1: plain, seed 7', group: 'plain (1234)', about: { table: 'table-1', row: 'plain' } };

/** Trains in a folder, up to a step where one is given. */
async function session(folder: string, stop?: number) {
  const controller = new AbortController();
  const onEvent = (event: TrainEvent) => event.kind === 'step' && event.step === stop && controller.abort();
  const observer = tensorBoardOf({ folder, config, name }, text => {
    throw new Error(text);
  });
  const run = train(config, {
    folder,
    backend: 'cpu',
    signal: controller.signal,
    onEvent,
    ...(observer && { observer }),
  });
  if (stop === undefined) return await run;
  await expect(run).rejects.toThrow(Interrupted);
  return undefined;
}

describe.skipIf(python === undefined)(
  `event files in TensorBoard${python ? '' : ' (skipped: no Python here can import tensorboard: pip install tensorboard)'}`,
  () => {
    const root = mkdtempSync(join(tmpdir(), 'refold-events-'));
    const [whole, resumed] = [join(root, 'whole'), join(root, 'resumed')];
    let found: FoundEvents;
    beforeAll(async () => {
      await session(whole);
      found = readByTensorBoard(python!, whole);
    });
    afterAll(() => rmSync(root, { recursive: true }));

    it('have the curves of metrics.jsonl', () => {
      const lines = readFileSync(fileOf(whole, 'metrics'), 'utf8').trim().split('\n');
      const records = lines.map(line => JSON.parse(line) as Record<string, number>);
      const curve = (key: string) =>
        records.filter(record => key in record).map(record => [record.step!, Math.fround(record[key]!)]);
      expect(curve('loss')).toHaveLength(4);
      expect(found.scalars['step/loss']).toEqual(curve('loss'));
      expect(found.scalars['step/lr']).toEqual(curve('lr'));
      expect(found.scalars['epoch/loss']).toEqual(curve('trainLoss'));
      expect(found.scalars['test/top1']!.map(([step]) => step)).toEqual([4, 8, 12]);
    });

    it('have histograms of kernels and scales, the run in words, its network and its settings', () => {
      const kernels = found.histograms['parameters/conv.kernel']!;
      expect(kernels.map(({ step, count }) => [step, count])).toEqual([0, 4, 8, 12].map(step => [step, 3 * 3 * 3 * 8]));
      expect(kernels.every(({ min, max }) => min < 0 && max > 0)).toBe(true);
      expect(found.histograms['parameters/norm.gamma']![0]).toEqual({ step: 0, min: 1, max: 1, count: 8 });
      expect(Object.keys(found.histograms).some(tag => tag.includes('beta'))).toBe(false);
      expect(found.text.run![0]).toContain('**table-1: plain, seed 7**');
      expect(found.text.network![0]).toContain('conv 3×3, 3 → 8');
      expect(found.hparams).toMatchObject({
        group: 'plain (1234)',
        settings: { table: 'table-1', row: 'plain', batchSize: 14, 'optimizer.nesterov': true, 'data.train.size': 64 },
        status: 1,
      });
    });

    it('are the same of a run that was stopped, killed while it wrote, and resumed', async () => {
      const checkpoint = fileOf(resumed, 'checkpoint');
      await session(resumed, 4);
      copyFileSync(checkpoint, join(root, 'earlier'));
      await session(resumed, 10);
      // Killed: its last checkpoint is that of step 4, and the record in hand is cut off.
      copyFileSync(join(root, 'earlier'), checkpoint);
      const last = join(resumed, eventFilesIn(resumed).at(-1)!);
      truncateSync(last, readFileSync(last).length - 5);
      await session(resumed);
      expect(eventFilesIn(resumed)).toHaveLength(3);
      expect(readByTensorBoard(python!, resumed)).toEqual(found);
    });
  },
);
