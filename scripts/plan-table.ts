/** The table of docs/cluster.md: what the runs of every table cost at the scale `paper`, counted into docs/plan.csv. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import { GPU } from '../packages/lab/src/cli/commands/plan.ts';
import { foldersOf, ROOT } from '../packages/lab/src/plan/folders.ts';
import { loadPaper, paperNames } from '../packages/lab/src/plan/papers.ts';
import { readCsv } from '../packages/lab/src/results/csv.ts';
import { gpuRate, hoursOf, type Rate, trainingCosts } from '../packages/lab/src/run/training-cost.ts';
import { filled } from './bench/page.ts';
import { markdown } from './bench/page-tables.ts';

const PAGE = 'docs/cluster.md';
export const PLAN = 'docs/plan.csv';
export const PLAN_COLUMNS = ['paper', 'part', 'runs', 'macs'] as const;

/** What `native` did in 375 recorded runs of seven papers at `quick`, 7.4 hours by their ledgers: multiply-adds per second of training. */
export const MEASURED: Rate = { macs: 29.1e9 };

/** The lines of docs/plan.csv about a paper's tables and figures, or those selected, without its total where some are. */
export async function planLines(name: string, only?: readonly string[]): Promise<readonly (readonly string[])[]> {
  const folders = foldersOf(ROOT);
  const paper = await loadPaper(folders.experiments, name);
  // The name of the backend changes nothing but the names of runs.
  const costs = await trainingCosts({ paper, scale: 'paper', folders, backend: 'tensorflow' }, only ? { only } : {});
  const wanted = only === undefined ? costs : costs.filter(({ part }) => part !== '');
  return wanted.map(({ part, runs, macs }) => [name, part, String(runs), String(macs)]);
}

/** Counts the runs of all papers, and writes docs/plan.csv. */
export async function countPlan(): Promise<void> {
  const lines: (readonly string[])[] = [PLAN_COLUMNS];
  for (const name of paperNames(foldersOf(ROOT).experiments)) lines.push(...(await planLines(name)));
  writeFileAtomic(join(ROOT, PLAN), lines.map(line => `${line.join(',')}\n`).join(''));
}

/** The table of docs/cluster.md, as docs/plan.csv has it. */
export function planTable(): string {
  const gpu = gpuRate(GPU.tflops, GPU.utilization);
  const lines = readCsv(join(ROOT, PLAN), PLAN_COLUMNS).filter(({ runs }) => runs !== '0');
  const sum = (of: 'runs' | 'macs') =>
    lines.filter(({ part }) => part === '').reduce((total, line) => total + Number(line[of]), 0);
  const all = { paper: 'all papers', part: '', runs: String(sum('runs')), macs: String(sum('macs')) };
  const drawn = [...lines, all].map(({ paper, part, runs, macs }) => {
    const cost = { macs: Number(macs) };
    const numbers = [runs, quadrillions(cost.macs), hours(hoursOf(cost, gpu)), hours(hoursOf(cost, MEASURED))];
    return part === ''
      ? [paper, '*all*', ...numbers].map(text => `**${text}**`.replaceAll('***', '**'))
      : [paper, part, ...numbers];
  });
  return markdown(['paper', 'table or figure', 'runs', 'multiply-adds, 10¹⁵', 'GPU-hours', 'hours on `native`'], drawn);
}

const quadrillions = (macs: number): string => {
  const value = macs / 1e15;
  return value < 1000 ? value.toPrecision(3) : Math.round(value).toLocaleString('en-US');
};

const hours = (value: number): string =>
  value < 0.1 ? '< 0.1' : value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US');

/** Redraws the table of docs/cluster.md. */
export function drawPlan(): void {
  const path = join(ROOT, PAGE);
  writeFileAtomic(path, filled(readFileSync(path, 'utf8'), PAGE, 'plan', planTable()));
}
