import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../src/define/cells.ts';
import { compute, trained } from '../src/define/cells.ts';
import { greater, ordered } from '../src/define/claims.ts';
import { exact, ratio } from '../src/define/columns.ts';
import { notRun, onlyAt } from '../src/define/conditional.ts';
import type { Settings } from '../src/define/scales.ts';
import { defineTable } from '../src/define/table.ts';

interface Mine extends Settings {
  readonly width: number;
}

const table = (claims: Parameters<typeof defineTable>[0]['claims'] = []) =>
  defineTable({
    title: 'Widths',
    scales: { quick: { seeds: [0], width: 3 } satisfies Mine },
    columns: { params: exact({ unit: 'M' }), speed: ratio({ to: 'wide' }), top1: { ...exact(), unit: '%' } },
    rows: [
      {
        name: 'wide',
        cells: {
          params: compute((settings: Mine) => settings.width),
          top1: onlyAt(
            ['paper'],
            trained((settings: Mine) => ({ width: settings.width }) as unknown as RunConfig, 'top1'),
            'needs ImageNet',
          ),
        },
      },
      { name: 'narrow', cells: { speed: notRun('no reason') } },
    ],
    claims,
  });

describe('defineTable', () => {
  it('seals a well-formed table', () => {
    expect(table([greater('wide', 'narrow', 'params', { sentence: 's', source: 'p' })]).rows).toHaveLength(2);
  });

  it('refuses a claim about a row or a column that is not there, naming what is', () => {
    expect(() => table([greater('wide', 'thin', 'params', { sentence: 's', source: 'p' })])).toThrow(
      "Widths: a claim is about row 'thin'. Available: wide, narrow.",
    );
    expect(() => table([greater('wide', 'narrow', 'speeds', { sentence: 's', source: 'p' })])).toThrow(
      'params, speed, top1',
    );
  });

  it('makes an ordering into one claim a neighbouring pair', () => {
    const claims = ordered(['a', 'b', 'c'], 'top1', { sentence: (a, b) => `${a} beats ${b}`, source: 'p' });
    expect(claims.map(({ sentence }) => sentence)).toEqual(['a beats b', 'b beats c']);
    expect(claims.map(({ kind, a, b }) => [kind, a, b])).toEqual([
      ['greater', 'a', 'b'],
      ['greater', 'b', 'c'],
    ]);
  });
});
