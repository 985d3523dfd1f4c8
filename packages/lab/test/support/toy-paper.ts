/** A paper of two tables and a figure, its printed figures, and a machine that only pretends to train. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compute, measure, type RunConfig, type Train, trained } from '../../src/define/cells.ts';
import { greater } from '../../src/define/claims.ts';
import { exact, measured, score } from '../../src/define/columns.ts';
import { onlyAt } from '../../src/define/conditional.ts';
import { defineFigure } from '../../src/define/figure.ts';
import type { Paper } from '../../src/define/paper.ts';
import { definePaper } from '../../src/define/paper.ts';
import type { Settings } from '../../src/define/scales.ts';
import { defineTable } from '../../src/define/table.ts';
import { type ReproduceOptions, reproduce } from '../../src/run/reproduce.ts';
import type { Services } from '../../src/run/services.ts';
import { temporaryFolder } from './folder.ts';

export interface Mine extends Settings {
  readonly ms?: number;
}

/** A run that the fake worker understands: it measures `top1`, 0.01 more per seed. */
export const trains =
  (top1: number, more: object = {}): Train<Mine> =>
  ({ ms = 1, data }) =>
    ({ top1, ms, data: { train: { name: data } }, ...more }) as unknown as RunConfig;

/** A cell of such a run. */
export const fake = (top1: number, more: object = {}) => trained<Mine>(trains(top1, more), 'top1');

export const SEEDS = { seeds: [0, 1, 2], data: 'toys', images: 4000, network: 'toy net' };
const claimed = greater('full', 'plain', 'top1', { sentence: 'Branches help.', source: 'Table 1' });

export function toy(scales: Partial<Record<'quick' | 'standard', Mine>> = { quick: SEEDS }, more: object = {}): Paper {
  const table = defineTable({
    title: 'Table 1: branches',
    printed: 'table1.csv',
    scales,
    columns: {
      top1: score({ metric: 'top1' }),
      params: exact({ unit: 'M', rounding: 'truncate' }),
      error: measured({ unit: '' }),
    },
    rows: [
      {
        name: 'plain',
        train: trains(0.5),
        cells: { params: compute(() => 8_309_384), error: measure(async () => 2e-7) },
      },
      { name: 'full', train: trains(0.6, more), cells: { params: compute(() => 9_000_000) } },
      { name: 'large', train: onlyAt(['paper'], trains(0.7), 'needs ImageNet') },
    ],
    claims: [claimed, greater('large', 'full', 'top1', { sentence: 'Size helps.', source: 'Table 1' })],
    deviations: ['Toys in place of ImageNet.'],
  });
  const again = defineTable({
    title: 'Table 2: the full block again',
    scales: { quick: SEEDS },
    columns: { top1: score() },
    rows: [{ name: 'whole', cells: { top1: fake(0.6, more) } }],
  });
  const figure = defineFigure({
    title: 'Figure 1: nothing',
    draw: () => ({ svg: '<svg/>', rows: [{ x: 1 }] }),
  });
  return definePaper(
    'toy',
    { reference: 'A. Nobody', models: {} },
    { 'table-1': table, 'table-2': again, 'figure-1': figure },
  );
}

const PRINTED = `row,column,value,unit,source,confidence
plain,top1,72.39,%,paper-text,verified
full,top1,75.14,%,paper-text,recalled
large,top1,80.52,%,paper-text,verified
plain,params,8.30,M,paper-text,verified
full,params,9.10,M,paper-text,verified
large,params,110.96,M,paper-text,verified
`;

export function root(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'experiments/toy/paper'), { recursive: true });
  writeFileSync(join(folder, 'experiments/toy/paper/table1.csv'), PRINTED);
  return folder;
}

/** Trains nothing and fetches nothing. */
export const PRETENCE: Services = {
  workerEntry: join(import.meta.dirname, 'fake-worker.mjs'),
  estimateMacs: async () => 1,
  selectBackend: async name => (name === 'auto' ? 'fake' : name),
  fetchWeights: async () => {},
  fetchData: async () => {},
};

export const run = (folder: string, paper: Paper, options: Partial<ReproduceOptions> = {}) =>
  reproduce(paper, {
    scale: 'quick',
    root: folder,
    workers: 2,
    services: PRETENCE,
    ...options,
  });
