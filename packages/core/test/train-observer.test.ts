/** Who looks on while a run trains: what they are told, and that the run is the same with them. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Look, MODEL, type Observer, type SessionStart, train } from '../src/train/index.ts';
import { activate } from './support/backends.ts';
import { config, metricsIn, RunFolder } from './support/training-run.ts';

const run = new RunFolder();

/** Keeps what it is told, and looks at everything. */
function onlooker() {
  const told: string[] = [];
  const starts: SessionStart[] = [];
  const scales: number[] = [];
  const at = async (look: Look) => {
    const networks = await look.networks();
    scales.push(networks[MODEL]!.params.get('norm.gamma')!.data[0]!);
    expect(await look.pictures()).toEqual([]);
  };
  const observer: Observer = {
    begin: async (session, look) => {
      told.push('begin');
      starts.push({ ...session, records: [...session.records] });
      await at(look);
    },
    step: ({ step }) => void told.push(`step ${step}`),
    epoch: async ({ epoch }, look) => {
      told.push(`epoch ${epoch}`);
      await at(look);
    },
    end: ({ steps }) => void told.push(`end ${steps}`),
  };
  return { told, starts, scales, observer };
}

describe('an observer', () => {
  beforeAll(() => activate('cpu'));

  it('hears what metrics.jsonl is given, of each session, and changes nothing', async () => {
    const { told, starts, scales, observer } = onlooker();
    const seen = await run.inSessions([5], { observer });
    expect(told).toEqual([
      'begin',
      'step 3',
      'epoch 1',
      'begin',
      'step 6',
      'epoch 2',
      'step 9',
      'step 12',
      'epoch 3',
      'end 12',
    ]);
    expect(starts.map(({ step, totalSteps, records }) => [step, totalSteps, records.length])).toEqual([
      [0, 12, 0],
      [5, 12, 2],
    ]);
    expect(scales[0]).toBe(1);
    expect(new Set(scales.slice(1)).size).toBe(4);
    const folder = join(run.path, 'alone');
    const alone = await train(config, { folder });
    expect(alone.metrics).toEqual(seen.metrics);
    expect(metricsIn(run.path)).toBe(metricsIn(folder));
  });

  it('ends the run with what it throws', async () => {
    const observer = { ...onlooker().observer, epoch: () => Promise.reject(new Error('no more')) };
    await expect(train(config, { folder: run.path, observer })).rejects.toThrow('no more');
  });
});
