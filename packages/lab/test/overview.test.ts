/** The page of all papers: what doesn't hold, what does, and what it cost. */
import { expect, it } from 'vitest';
import type { Reason } from '../src/define/reasons.ts';
import { drawFailures, failuresOf, isAbout, judgedClaims } from '../src/report/failures.ts';
import { drawOverview } from '../src/report/overview.ts';
import { drawReadme } from '../src/report/readme.ts';
import { type ClaimRecord, Results } from '../src/results/results.ts';
import { root, run, SEEDS, toy } from './support/toy-paper.ts';

const reason: Reason = { table: 'table-1', claim: 'full > *', reason: 'toys are small', experiment: 'larger toys' };

/** The toy paper, whose full block is worse than the plain one. */
const failing = () => toy({ quick: SEEDS }, { top1: 0.4 });

it('says what was measured of a claim that does not hold, our guess at the reason, and what would tell', async () => {
  const { results } = await run(root(), failing());
  const draw = (...reasons: readonly Reason[]) => drawOverview([{ paper: { ...failing(), reasons }, results }]);
  const page = draw(reason).replaceAll('\u00a0', ' ');
  expect(page).toMatch(
    /^\| \[toy\]\(toy\/README\.md\) \| toys \| 1 \/ 2 \| 0 \/ 0 \/ 1 \/ 0 \| – \| – \| 0\.0 h, 6 runs \|$/m,
  );
  const failure =
    /^- \*\*Branches help\.\*\* Table 1, quick, n 3: top1: full > plain\. Measured: -10, 95 % -10 to -10 \(p < 0\.001\)\.$/m;
  expect(page).toMatch(failure);
  const guess = '  - Our guess at the reason: toys are small.\n  - What would tell: larger toys.';
  expect(page).toContain(guess);
  expect(draw()).toContain('  - Reason: not known.');
  // A reason about other claims is none of this one.
  expect(draw({ ...reason, table: 'table-2' })).toContain('  - Reason: not known.');
  expect(drawReadme({ ...failing(), reasons: [reason] }, results)).toContain(guess);
});

it('lists what holds by paper, and no reason of a claim that holds', async () => {
  const { results } = await run(root(), toy());
  const page = drawOverview([{ paper: { ...toy(), reasons: [reason] }, results }]);
  expect(page).toContain('<details><summary>toy: 1</summary>\n\n- **Branches help.** Table 1, quick, n 3:');
  expect(page).not.toContain('toys are small');
});

it('judges at the largest scale that has an interval: one seed at a larger one hides nothing', async () => {
  const { results } = await run(root(), failing());
  const [quick] = results.claims('quick') as [ClaimRecord];
  const write = (more: Partial<ClaimRecord>) =>
    results.writeClaims('standard', ['table-1'], 'table-1', [quick], [{ ...quick, ...more }]);
  const scales = () => judgedClaims(failing(), results).map(({ scale, record }) => [scale, record.verdict]);
  write({ n: '1', low: '', high: '', p: '', verdict: 'undecided' });
  expect(scales()).toEqual([['quick', 'does not hold']]);
  write({ n: '3', estimate: '2', low: '1', high: '3', verdict: 'holds' });
  expect(scales()).toEqual([['standard', 'holds']]);
  expect(failuresOf(failing(), results)).toEqual([]);
});

it('says a reason of several claims once, below the last of them', () => {
  const [table] = toy().tables;
  const judged = { n: '3', estimate: '-1', low: '', method: 'exact', p: '', verdict: 'does not hold', corrected: '' };
  const record = { claim: 'a > b', sentence: 'A.', claimant: 'us', column: 'top1', ...judged };
  const failure = { table: table!, scale: 'quick' as const, record: record as unknown as ClaimRecord, reason };
  const drawn = drawFailures([failure, { ...failure, reason: undefined }, failure]).split('\n');
  expect(drawn.map(line => line.slice(0, 24))).toEqual([
    '- **A.** *Our own claim.',
    '- **A.** *Our own claim.',
    '  - Our guess at the rea',
    '  - What would tell: lar',
    '- **A.** *Our own claim.',
    '  - Reason: not known.',
  ]);
  expect(drawn[2]).toContain('(of these 2)');
});

it('a reason names claims by patterns', () => {
  const about = (claim: Reason['claim'], name: string) => isAbout({ table: 'table-1', claim }, 'table-1', name);
  expect(about('*', 'a > b (c)')).toBe(true);
  expect(about('a > *', 'a > b (c)')).toBe(true);
  expect(about(['x', 'a > b (c)'], 'a > b (c)')).toBe(true);
  expect(about('a > b', 'a > b (c)')).toBe(false);
  expect(isAbout({ table: 'table-2', claim: '*' }, 'table-1', 'a > b')).toBe(false);
});

it('has a line for a paper without results', () => {
  const page = drawOverview([{ paper: toy(), results: new Results(root(), 'toy') }]);
  expect(page).toContain('| [toy](toy/README.md) | – | – | – | – | – | – |');
});
