import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { ratio } from '../src/define/columns.ts';
import type { PlannedCell } from '../src/plan/plan.ts';
import { busyCores, loadInWords, usageNow } from '../src/run/other-load.ts';
import { cellRecord } from '../src/run/records.ts';

it('counts what other processes use, and not what this one does', async () => {
  const from = { elapsed: 10, machine: 100, own: 50 };
  expect(busyCores(from, { elapsed: 20, machine: 125, own: 62 })).toBeCloseTo(1.3);
  // Clocks of a hundredth of a second may give a little less than nothing.
  expect(busyCores(from, { elapsed: 20, machine: 110, own: 60.01 })).toBe(0);
});

it('sees a process that keeps a core busy', async () => {
  const busy = spawn(process.execPath, ['-e', 'for (;;);']);
  onTestFinished(() => void busy.kill('SIGKILL'));
  const before = usageNow();
  let cores = 0;
  for (let i = 0; i < 300 && cores < 0.1; i++) {
    await sleep(100);
    cores = busyCores(before, usageNow());
  }
  expect(cores).toBeGreaterThan(0.1);
});

it('says so in words, and nothing of a quiet machine', () => {
  expect([0.05, 0.96, 1.31].map(loadInWords)).toEqual([
    '',
    'beside other work on 1.0 core',
    'beside other work on 1.3 cores',
  ]);
});

it("is part of a timing's line in the results", () => {
  const cell = {
    row: { name: 'deployed' },
    key: 'speed',
    column: ratio({ to: 'trained', quantity: 'rate' }),
    settings: { network: 'a toy', timed: 'timed at 96×96, batch 1' },
    cell: { kind: 'benched' },
  } as unknown as PlannedCell;
  const record = (conditions: string) =>
    cellRecord(
      cell,
      { kind: 'samples', samples: [2, 2], conditions },
      { backend: 'cpu', commit: 'abc', date: '2026-01-02' },
    ).network;
  expect(record('')).toBe('timed at 96×96, batch 1');
  expect(record('beside other work on 1.3 cores')).toBe('timed at 96×96, batch 1; beside other work on 1.3 cores');
});
