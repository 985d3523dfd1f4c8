/** What a page and the terminal show of claims. */
import { expect, it } from 'vitest';
import { greater, greaterInRow } from '../src/define/claims.ts';
import { score } from '../src/define/columns.ts';
import { defineTable } from '../src/define/table.ts';
import { claimsByClaimant, drawClaims, verdictText } from '../src/report/claims.ts';
import type { ClaimRecord } from '../src/results/results.ts';

const claim = (more: Partial<ClaimRecord> = {}): ClaimRecord => ({
  table: 'table-1',
  claim: 'a > b',
  sentence: 'Branches help.',
  source: 'Table 1',
  claimant: 'paper',
  a: 'a',
  b: 'b',
  column: 'top1',
  size: '',
  n: '3',
  compared: 'a − b',
  estimate: '1.5',
  effect: '2',
  method: 'paired t',
  level: '0.95',
  low: '1',
  high: '2',
  p: '0.01234',
  p_size: '',
  verdict: 'holds',
  corrected: 'holds',
  data: '',
  network: '',
  backend: '',
  commit: '',
  date: '',
  ...more,
});
const NOTHING = { estimate: '', effect: '', method: '', level: '', low: '', high: '', p: '', corrected: '' };
const missing = claim({ claim: 'c > b', ...NOTHING, n: '0', verdict: 'not run (needs ImageNet; npx turbo run x)' });

const wording = { sentence: 'Branches help.', source: 'Table 1' };
const table = defineTable({
  title: 'x',
  scales: {},
  columns: { top1: score({ heading: 'Top-1' }), bare: score() },
  rows: [{ name: 'a', heading: 'with branches' }, { name: 'b' }],
  claims: [greater('a', 'b', 'top1', wording), greaterInRow('a', 'top1', 'bare', wording)],
});
const lines = (drawn: string) =>
  drawn.split('\n').map(line =>
    line
      .slice(2, -2)
      .split(' | ')
      .map(text => text.replaceAll('\u00a0', ' ')),
  );

it('a sentence stands once, with all that was measured of it, and the verdict with how sure it is', () => {
  const ratio = { compared: 'a ÷ b', estimate: '1.6', size: '2.66×', verdict: 'holds in direction' };
  const claims = [
    claim({ corrected: 'undecided' }),
    missing,
    claim({ source: 'Table 2', ...ratio, corrected: 'holds in direction' }),
    claim({ source: 'Table 2', claim: 'a: top1 > bare' }),
  ];
  const drawn = drawClaims(table, claims);
  expect(lines(drawn).slice(0, 6)).toEqual([
    ['claim', 'verdict', 'difference', '95 % interval', 'n'],
    [':--', ':--', '--:', '--:', '--:'],
    [
      'Branches help. (Table 1)<br><em>Top-1: with branches > b</em>',
      '**holds** (p 0.012; together undecided)',
      '1.5',
      '1 to 2',
      '3',
    ],
    ['<em>Top-1: c > b</em>', 'not run (needs ImageNet)', '', '', ''],
    [
      'Branches help. (Table 2)<br><em>Top-1: with branches > b</em>',
      '**holds in direction** (p 0.012)',
      '1.6×',
      '1 to 2',
      '3',
    ],
    ['<em>with branches: top1 > bare</em>', '**holds** (p 0.012)', '1.5', '1 to 2', '3'],
  ]);
  expect(drawn).toContain('3 claims are tested here. If in truth nothing differed, 0.08 would hold by chance.');
});

it('says how many claims are tested also where that is one, and nothing where none is', () => {
  const below = (...claims: readonly ClaimRecord[]) => drawClaims(table, claims).split('\n\n')[1];
  expect(below(claim())).toBe('One claim is tested here. If in truth nothing differed, 0.03 would hold by chance.');
  expect(below(missing, claim({ method: 'exact', p: '' }))).toBeUndefined();
});

it('a p is shown in few digits, and never on the other side of what decides', () => {
  const shown = (p: string, more: Partial<ClaimRecord> = {}) => verdictText(claim({ p, ...more }));
  const undecided = { verdict: 'undecided', corrected: 'undecided' };
  expect(shown('0.0002341')).toBe('holds (p < 0.001)');
  expect(shown('0.001')).toBe('holds (p 0.001)');
  expect(shown('0.04996')).toBe('holds (p 0.04996)');
  expect(shown('0.0496')).toBe('holds (p 0.0496)');
  expect(shown('0.05001', undecided)).toBe('undecided (p 0.05)');
  expect(shown('0.7321', undecided)).toBe('undecided (p 0.73)');
  expect(shown('', { ...undecided, n: '1' })).toBe('undecided (one value)');
  expect(shown('', { method: 'bootstrap' })).toBe('holds (by a bootstrap: less sure)');
  expect(shown('', { method: 'exact' })).toBe('holds (exact)');
});

it('the p of a size that is reached is that of the size', () => {
  const sized = { p: '0.0001', p_size: '0.03' };
  expect(verdictText(claim(sized))).toBe('holds (p 0.03)');
  expect(verdictText(claim({ ...sized, verdict: 'holds in direction', corrected: 'holds in direction' }))).toBe(
    'holds in direction (p < 0.001)',
  );
});

it('claims of the paper, of its readers and of ours are counted apart', () => {
  const ours = claim({ claimant: 'us', verdict: 'does not hold' });
  const readers = claim({ claimant: 'readers', verdict: 'undecided' });
  expect(claimsByClaimant([ours, claim(), readers, claim({ verdict: 'holds in direction' }), missing])).toEqual([
    'Claims of the paper: 1 hold, 1 hold in direction, 1 not run.',
    'Questions of readers: 1 undecided.',
    'Claims of our own: 1 do not hold.',
  ]);
  expect(claimsByClaimant([claim()])).toEqual(['Claims of the paper: 1 hold.']);
});
