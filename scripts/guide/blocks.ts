/** The guide's pages about blocks: a table and a sentence for each host. */

import { markdown } from '../bench/page-tables.ts';
import { comparisonOf, type Facts, gainOf, listed, meanOf, measuredOf } from './facts.ts';

/** The hosts' tables, in the order of the page, and what a reader calls the host. */
export const HOSTS: Readonly<Record<string, string>> = {
  'blocks-plain': 'a VGG-like network',
  'blocks-residual': 'a ResNet-like network',
  'blocks-mobile': 'a MobileNet-like network',
};
const BLOCKS = ['ACNet', 'RepVGG', 'DBB', 'DBB in RepVGG'];
const BUDGETS = { top1_epochs: 'for as many epochs', top1_time: 'for as much time' } as const;
type Budget = keyof typeof BUDGETS;

/** A host's section. */
export function hostSection(facts: Facts): string {
  const { network = '' } = facts.cells.find(({ column, measured }) => column in BUDGETS && measured !== '') ?? {};
  const heading = `### In ${HOSTS[facts.id]}`;
  if (facts.claims.length === 0) return `${heading}\n\nNot run yet.`;
  const table = markdown(
    [
      'block',
      'top-1, as many epochs',
      'gain',
      'top-1, in the same time',
      'gain',
      'epochs in that time',
      'training speed',
    ],
    ['plain', ...BLOCKS].map(block => lineOf(facts, block)),
  );
  return `${heading}\n\n${answerOf(facts)}\n\n${table}\n\n${network}; at \`--scale ${facts.scale}\`.`;
}

function lineOf(facts: Facts, block: string): readonly string[] {
  const gain = (column: Budget) => (block === 'plain' ? '' : gainOf(against(facts, block, column)));
  const speed = measuredOf(facts, block, 'training_speed');
  return [
    block,
    meanOf(facts, block, 'top1_epochs'),
    gain('top1_epochs'),
    meanOf(facts, block, 'top1_time'),
    gain('top1_time'),
    measuredOf(facts, block, 'epochs_in_time'),
    speed === '' ? '' : `${speed} ×`,
  ];
}

const against = (facts: Facts, block: string, column: Budget) => comparisonOf(facts, block, 'plain', column);

/** What to do, in two sentences. */
export const answerOf = (facts: Facts): string =>
  (Object.keys(BUDGETS) as Budget[]).map(column => sentenceOf(facts, column)).join(' ');

function sentenceOf(facts: Facts, column: Budget): string {
  const withVerdict = (verdict: string) => BLOCKS.filter(block => against(facts, block, column)?.verdict === verdict);
  const [better, open] = [withVerdict('holds'), withVerdict('undecided')];
  const worse = withVerdict('does not hold').filter(block => Number(against(facts, block, column)!.estimate) < 0);
  const trained = `Trained ${BUDGETS[column]}`;
  const parts = [
    ...(better.length > 0 ? [`${listed(better)} ${better.length > 1 ? 'are' : 'is'} better than no block`] : []),
    ...(worse.length > 0 ? [`${listed(worse)} ${worse.length > 1 ? 'are' : 'is'} worse`] : []),
    ...(open.length > 0 ? [`of ${listed(open)} these seeds can’t tell`] : []),
  ];
  return parts.length === 0 ? `${trained}: not run yet.` : `${trained}: ${parts.join('; ')}.`;
}
