/** When another account of a recorded run agrees with it. */
import { describe, expect, it } from 'vitest';
import { replicationLine, replicationOf } from '../src/judge/replication.ts';
import type { RecordedRun } from '../src/results/recorded-run.ts';

const run = (seed: number, top1: number, more: Partial<RecordedRun> = {}): RecordedRun => ({
  table: 'table-6',
  row: 'full',
  seed,
  hash: seed.toString(16).padStart(16, '0'),
  recipe: '0123456789abcdef',
  backend: 'native avx2',
  steps: 10,
  seconds: 1,
  commit: 'abc1234',
  date: '2026-01-02',
  metrics: { top1 },
  ...more,
});

const seeds = [run(0, 0.5), run(1, 0.52), run(2, 0.54)];
const against = (found: RecordedRun, { siblings = seeds, isSameCode = true } = {}) =>
  replicationOf({ recorded: run(0, 0.5), found }, siblings, () => isSameCode);
const other = (top1: number, more: Partial<RecordedRun> = {}) => run(0, top1, { backend: 'native avx512', ...more });

describe('a second account of a run', () => {
  it('must be equal to the last digit by the same code on the same backend and instruction set', () => {
    expect(against(run(0, 0.5, { seconds: 99, date: '2026-05-05' }))).toMatchObject({
      deviations: [],
      isFailed: false,
    });
    const found = run(0, 0.5 + 1e-15);
    expect(against(found).isFailed).toBe(true);
    expect(replicationLine(against(found))).toBe(
      'table-6: full, seed 0: failed replication: top1 recorded 0.5, found 0.500000000000001, must be equal (recorded: native avx2, abc1234, 2026-01-02; found: native avx2, abc1234, 2026-01-02)',
    );
    expect(against(found, { isSameCode: false }).isFailed).toBe(false);
  });

  it('may be rounded otherwise where a backend promises no bits', () => {
    const on = (backend: string) => ({ recorded: run(0, 0.5, { backend }), found: run(0, 0.51, { backend }) });
    const failed = (backend: string) => replicationOf(on(backend), seeds, () => true).isFailed;
    expect(['native avx512', 'wasm', 'cpu', 'native avx2, native avx512'].map(failed)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['tensorflow', 'webgpu', 'native', 'native avx2, native'].map(failed)).toEqual([false, false, false, false]);
  });

  it('may differ elsewhere as two seeds of the row do, at 99 %', () => {
    // std 0.02, t(0.995; 2) = 9.9248
    const tolerance = 9.9248 * Math.SQRT2 * 0.02;
    expect(against(other(0.6)).deviations[0]?.tolerance).toBeCloseTo(tolerance, 5);
    expect(against(other(0.5 + tolerance - 1e-5)).isFailed).toBe(false);
    expect(against(other(0.5 + tolerance + 1e-5)).isFailed).toBe(true);
    expect(against(other(0.5 - tolerance - 1e-5)).isFailed).toBe(true);
    const more = [...seeds, ...[0.5, 0.52, 0.54].map((top1, i) => run(3 + i, top1))];
    expect(against(other(0.6), { siblings: more }).deviations[0]!.tolerance).toBeLessThan(tolerance / 2);
  });

  it('may differ by a tenth where fewer than three seeds are recorded', () => {
    const siblings = seeds.slice(0, 2);
    expect(against(other(0.5555), { siblings }).isFailed).toBe(false);
    expect(against(other(0.5556), { siblings }).isFailed).toBe(true);
    expect(against(other(0.4501), { siblings }).isFailed).toBe(false);
    expect(replicationLine(against(other(0.4501), { siblings }))).toContain(
      'table-6: full, seed 0: within tolerance: top1 recorded 0.5, found 0.4501, may differ by 0.05 (',
    );
  });

  it('must be equal in a count that is equal for all seeds, and has to have the same metrics', () => {
    const counts = [0, 1, 2].map(seed => run(seed, 0.5, { metrics: { n: 5000 } }));
    const failed = (metrics: RecordedRun['metrics']) =>
      replicationOf({ recorded: counts[0]!, found: other(0, { metrics }) }, counts, () => false).isFailed;
    expect(failed({ n: 5000 })).toBe(false);
    expect(failed({ n: 5001 })).toBe(true);
    expect(failed({})).toBe(true);
    expect(failed({ n: 5000, top5: 1 })).toBe(true);
  });

  it('may differ by a tenth in what three seeds have in common by chance', () => {
    const siblings = [0, 1, 2].map(seed => run(seed, 0.1015625));
    const failed = (top1: number) =>
      replicationOf({ recorded: siblings[0]!, found: other(top1) }, siblings, () => false).isFailed;
    expect([failed(0.105), failed(0.12)]).toEqual([false, true]);
  });

  it('fails where a number is found for NaN, and agrees where NaN is found again', () => {
    const recorded = run(0, Number.NaN);
    expect(replicationOf({ recorded, found: run(0, Number.NaN) }, [recorded], () => true).deviations).toEqual([]);
    expect(replicationOf({ recorded, found: other(0.5) }, [recorded], () => false).isFailed).toBe(true);
    expect(replicationOf({ recorded: run(0, 0.5), found: other(Number.NaN) }, [recorded], () => false).isFailed).toBe(
      true,
    );
  });
});
