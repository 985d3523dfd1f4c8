/** Settings that depend on the backend. */
import { expect, it } from 'vitest';
import { type RunConfig, trained } from '../src/define/cells.ts';
import { score } from '../src/define/columns.ts';
import { definePaper } from '../src/define/paper.ts';
import type { Settings } from '../src/define/scales.ts';
import { defineTable } from '../src/define/table.ts';
import { planTable } from '../src/plan/plan.ts';

it('plans smaller runs on wasm and cpu, where a table has some', () => {
  const table = defineTable<Settings>({
    title: 'x',
    scales: { quick: { images: 900, network: 'large', onWasm: { images: 90, network: 'small' } } },
    columns: { top1: score() },
    rows: [{ name: 'a', cells: { top1: trained(() => ({}) as RunConfig, 'top1') } }],
  });
  const paper = definePaper('toy', { reference: '', models: {} }, { 'table-1': table });
  const settingsOn = (backend?: string) =>
    planTable(paper.tables[0]!, 'quick', '', { ...(backend !== undefined && { backend }) }).cells[0]!.settings;
  for (const backend of ['wasm', 'cpu']) expect(settingsOn(backend)).toMatchObject({ images: 90, network: 'small' });
  for (const backend of [undefined, 'native', 'tensorflow']) {
    expect(settingsOn(backend)).toMatchObject({ images: 900, network: 'large' });
  }
});
