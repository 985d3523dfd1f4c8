/** What the page of all results holds: nothing that the results don't say, and all that they say. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { embedded } from '../src/page/data/figures.ts';
import { type PaperResults, pageData } from '../src/page/data/page.ts';
import { Pools } from '../src/page/data/pool.ts';
import { pageHtml } from '../src/page/html.ts';
import type { PageData, PaperData } from '../src/page/shape.ts';
import { foldersOf, ROOT } from '../src/plan/folders.ts';
import { loadPaper } from '../src/plan/papers.ts';
import { readLedger } from '../src/results/ledger.ts';
import { Results } from '../src/results/results.ts';

const folders = foldersOf(ROOT);

describe('a drawing in a page', () => {
  it('has names of its own, and no style sheet', () => {
    const svg =
      '<svg id="a"><style>[fill="#fff"]{fill:#000}</style><clipPath id="c"/><g clip-path="url(#c)"/><use href="#c"/></svg>';
    expect(embedded(svg, 'x')).toBe(
      '<svg id="x-a"><clipPath id="x-c"/><g clip-path="url(#x-c)"/><use href="#x-c"/></svg>',
    );
  });
});

describe('pools', () => {
  it('hold each text and origin once', () => {
    const pools = new Pools();
    const origin = { data: 'cifar10', network: '', backend: 'native', commit: 'abc', date: '2026-01-01' };
    expect([pools.origin(origin), pools.origin({ ...origin, data: 'mnist' }), pools.origin({ ...origin })]).toEqual([
      0, 1, 0,
    ]);
    expect(pools.text('native')).toBe(pools.text('native'));
    expect(new Set(pools.texts).size).toBe(pools.texts.length);
  });
});

/** Papers with claims at several scales, tables of all kinds, and omissions. */
const PAPERS = ['dbb', 'gsm', 'resrep'];

describe('the page of papers', () => {
  let papers: readonly PaperResults[];
  let data: PageData;
  beforeAll(async () => {
    papers = await Promise.all(
      PAPERS.map(async name => ({
        paper: await loadPaper(folders.experiments, name),
        results: new Results(folders.results, name),
      })),
    );
    data = await pageData(papers, folders.root);
  }, 180_000);

  const each = (check: (source: PaperResults, found: PaperData) => void): void => {
    for (const source of papers) check(source, data.papers.find(({ id }) => id === source.paper.paper)!);
  };

  it('has every value of every table, as it was recorded', () => {
    each(({ paper, results }, { tables }) => {
      for (const { id, scales, columns, rows } of tables) {
        const table = paper.tables.find(table => table.id === id)!;
        for (const { scale, cells } of scales) {
          const recorded = results
            .cells(scale as 'quick', id)
            .filter(({ row, column }) => column in table.columns && table.rows.some(({ name }) => name === row));
          expect(cells.map(cell => [...cell.slice(2, 6), data.texts[cell[6]]])).toEqual(
            recorded.map(({ paper, measured, std, values, verdict }) => [paper, measured, std, values, verdict]),
          );
          expect(cells.every(([row, column]) => row < rows.length && column < columns.length)).toBe(true);
        }
      }
    });
  });

  it('has every claim, with the bound that its interval is held against', () => {
    each(({ paper, results }, { tables }) => {
      for (const { id, scales } of tables) {
        for (const { scale, claims } of scales) {
          const recorded = results.claims(scale as 'quick', id);
          expect(claims.filter(({ claimant }) => claimant !== 'row').map(({ verdict }) => verdict)).toEqual(
            recorded.map(({ verdict }) => verdict),
          );
        }
      }
      expect(tables.map(({ id }) => id)).toEqual(paper.tables.map(({ id }) => id));
    });
    const decided = data.papers
      .flatMap(({ tables }) => tables.flatMap(({ scales }) => scales.flatMap(({ claims }) => claims)))
      .filter(({ verdict, low }) => verdict === 'holds' && low !== undefined);
    expect(decided.length).toBeGreaterThan(20);
    for (const { low, high, bounds, side, compared } of decided) {
      const [from, to = from] = bounds as [number, number?];
      if (side === 'above') expect(low, compared).toBeGreaterThanOrEqual(from);
      else expect(high, compared).toBeLessThanOrEqual(to);
    }
  });

  it('has every recorded run once, and their time', () => {
    each(({ results }, { runs, summary }) => {
      const recorded = (['quick', 'standard', 'paper'] as const).flatMap(
        scale => readLedger(results.path(scale, '')).runs,
      );
      expect(runs.flatMap(run => run[11].split(' ')).sort()).toEqual(recorded.map(({ hash }) => hash).sort());
      const seconds = recorded.reduce((sum, run) => sum + run.seconds, 0);
      expect(Math.abs(summary.seconds - seconds)).toBeLessThan(1);
    });
  });

  it('names authors, title and venue apart', () => {
    each((_, { authors, title, venue }) => {
      expect(authors).toMatch(/^[A-Z]\. /);
      expect(title).not.toMatch(/^[A-Z]\. |arXiv/);
      expect(venue).toMatch(/20\d\d|Transactions/);
    });
  });

  it('numbers deviations so that tables and figures find theirs', () => {
    each(({ paper }, { tables, figures, deviations }) => {
      for (const { id, deviations: places } of [...tables, ...figures]) {
        const own = [...paper.tables, ...paper.figures].find(part => part.id === id);
        expect(new Set(places.map(place => deviations[place]))).toEqual(new Set(own?.deviations ?? []));
      }
    });
  });

  it('is one file that asks for nothing', async () => {
    const html = await pageHtml(data);
    const [, json] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)!;
    expect(JSON.parse(json!)).toEqual(JSON.parse(JSON.stringify(data)));
    const rest = html.replace(json!, '');
    expect(rest).not.toMatch(/<(?:script|img|iframe)[^>]* src=|<link(?! rel="icon" href="data:,")|@import|url\((?!#)/);
    expect(html).not.toContain(join(folders.root, 'packages'));
  });
});
