/** The guide's page says what the tables' verdicts say, and no more. */
import { describe, expect, it } from 'vitest';
import type { CellRecord, ClaimRecord } from '../packages/lab/src/results/results.ts';
import { answerOf, hostSection } from '../scripts/guide/blocks.ts';
import { type Facts, gainOf } from '../scripts/guide/facts.ts';
import { pruningAnswer, pruningSection } from '../scripts/guide/pruning.ts';
import { guidePage } from '../scripts/guide-page.ts';

const claim = (a: string, b: string, column: string, verdict: string, estimate: string): ClaimRecord =>
  ({ a, b, column, verdict, estimate, low: `${Number(estimate) - 1}`, high: `${Number(estimate) + 1}` }) as ClaimRecord;
const cell = (row: string, column: string, measured: string, std = ''): CellRecord =>
  ({ row, column, measured, std, network: 'a network', data: 'cifar10' }) as CellRecord;

const host: Facts = {
  id: 'blocks-plain',
  scale: 'quick',
  cells: [cell('plain', 'top1_epochs', '66.69', '0.67'), cell('DBB', 'epochs_in_time', '1')],
  claims: [
    claim('ACNet', 'plain', 'top1_epochs', 'holds', '2.24'),
    claim('RepVGG', 'plain', 'top1_epochs', 'undecided', '0.5'),
    claim('DBB', 'plain', 'top1_epochs', 'undecided', '0.1'),
    claim('DBB in RepVGG', 'plain', 'top1_epochs', 'does not hold', '-1.5'),
  ],
};

it('a gain is bold where it is sure, and has its sign and interval', () => {
  expect(gainOf(claim('a', 'b', 'c', 'holds', '2.24'))).toBe('**+2.2** (+1.2 to +3.2)');
  expect(gainOf(claim('a', 'b', 'c', 'undecided', '-0.04'))).toBe('0.0 (−1.0 to +1.0)');
  expect(gainOf(undefined)).toBe('–');
});

describe('a host', () => {
  it('names what is better, what is worse and what is open', () => {
    expect(answerOf(host)).toBe(
      'Trained for as many epochs: ACNet is better than no block; DBB in RepVGG is worse; of RepVGG and DBB these seeds can’t tell. Trained for as much time: not run yet.',
    );
  });

  it('has a line for each block', () => {
    const lines = hostSection(host).split('\n');
    expect(lines.filter(line => line.startsWith('| '))).toHaveLength(1 + 1 + 5);
    expect(lines.find(line => line.startsWith('| plain'))).toContain('66.69 ± 0.67');
  });
});

it('pruning is answered for each size', () => {
  const facts: Facts = {
    id: 'pruning',
    scale: 'quick',
    cells: [cell('C-SGD', 'saved_half', '74.1'), cell('C-SGD', 'half', '70')],
    claims: [
      claim('C-SGD', 'Magnitude, then trained on', 'half', 'holds', '1.5'),
      claim('GSM', 'Magnitude, then trained on', 'half', 'does not hold', '-20'),
    ],
  };
  expect(pruningAnswer(facts)).toBe(
    'Cut to ½ of the width, C-SGD is better than magnitude; GSM is worse than magnitude.',
  );
  expect(pruningSection(facts)).toContain('½ of every width saves 74.1 %');
  const page = guidePage([host, facts], file => file === 'guide/quick/figure-pruning.svg');
  expect(page).toContain('- In a VGG-like network: trained for as many epochs');
  expect(page.match(/!\[[^\]]*\]\([^)]*\)/g)).toEqual([
    '![Accuracy of pruned networks against the multiply-adds that they save](guide/quick/figure-pruning.svg)',
  ]);
});
