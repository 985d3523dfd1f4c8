/** What holds of every paper's tables. */
import { describe, expect, it } from 'vitest';
import { SCALES } from '../src/define/scales.ts';
import { formula } from '../src/judge/claims.ts';
import { foldersOf, ROOT } from '../src/plan/folders.ts';
import { loadPaper, paperNames } from '../src/plan/papers.ts';
import { planTable, trainOf } from '../src/plan/plan.ts';
import { isAbout } from '../src/report/failures.ts';

const { experiments } = foldersOf(ROOT);

describe.each(paperNames(experiments))('%s', name => {
  it('tests a size where a sentence names one', async () => {
    const { tables } = await loadPaper(experiments, name);
    const untested = tables
      .flatMap(({ claims = [] }) => claims)
      .filter(({ sentence }) => /\d ?(%|times|points?)( |\.|$)/.test(sentence))
      .filter(({ size, margin, b }) => size === undefined && margin === 0 && typeof b === 'string');
    expect(untested.map(({ sentence }) => sentence)).toEqual([]);
  });

  it('guesses at reasons of claims that it makes', async () => {
    const { tables, reasons = [] } = await loadPaper(experiments, name);
    const idle = reasons.filter(
      reason => !tables.some(({ id, claims = [] }) => claims.some(claim => isAbout(reason, id, formula(claim)))),
    );
    expect(idle.map(({ table, claim }) => [table, claim])).toEqual([]);
  });

  it('says of all that it trains below --scale paper on which network', async () => {
    const { tables } = await loadPaper(experiments, name);
    const nameless = tables.flatMap(table =>
      SCALES.filter(scale => scale !== 'paper').flatMap(scale =>
        planTable(table, scale, experiments)
          .cells.filter(cell => trainOf(cell) !== undefined && !cell.settings.network)
          .map(({ row, key }) => `${table.id} at ${scale}: ${row.name}, ${key}`),
      ),
    );
    expect(nameless).toEqual([]);
  });
});
