/** A paper whose runs, of a machine that only pretends to train, leave checkpoints: plain ones, ones that begin with a base, and one that a figure draws. */
import type { TrainConfig } from '@refold/core/train';
import { score } from '../../src/define/columns.ts';
import { defineFigure } from '../../src/define/figure.ts';
import { definePaper, type Paper } from '../../src/define/paper.ts';
import { defineTable } from '../../src/define/table.ts';
import { fake, type Mine, SEEDS } from './toy-paper.ts';

const data = { train: { name: 'toys' } };
const base = { top1: 0.3, weight: 1, seed: 0, data } as unknown as TrainConfig;
const drawn = { top1: 0.9, weight: 1, seed: 0, data } as unknown as TrainConfig;

export function savingPaper(): Paper {
  const table = defineTable<Mine, 'top1'>({
    title: 'x',
    scales: { quick: SEEDS },
    columns: { top1: score() },
    rows: [
      { name: 'plain', cells: { top1: fake(0.5, { weight: 2 }) } },
      { name: 'based', cells: { top1: fake(0.6, { weight: 3, initial: { training: base } }) } },
    ],
  });
  const figure = defineFigure({ title: 'y', runs: () => [drawn], draw: () => ({ svg: '<svg/>' }) });
  return definePaper('toy', { reference: '', models: {} }, { 'table-1': table, 'figure-1': figure });
}
