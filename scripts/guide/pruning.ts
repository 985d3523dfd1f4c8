/** The guide's page about pruning: every method at every size. */

import { markdown } from '../bench/page-tables.ts';
import { comparisonOf, type Facts, gainOf, listed, meanOf, measuredOf } from './facts.ts';

const MAGNITUDE = 'Magnitude, then trained on';
const NARROW = 'Narrower, from scratch';
const METHODS = ['C-SGD', 'ResRep', 'GSM', 'AOFP'];
const SIZES = { three_quarters: '¾', five_eighths: '⅝', half: '½' } as const;
type Size = keyof typeof SIZES;
const sizes = Object.keys(SIZES) as Size[];

/** The section. */
export function pruningSection(facts: Facts): string {
  const table = markdown(
    ['method', ...sizes.flatMap(size => [`${SIZES[size]}: top-1`, 'gain over magnitude'])],
    [...METHODS, MAGNITUDE, NARROW].map(method => [
      method,
      ...sizes.flatMap(size => [
        meanOf(facts, method, size),
        METHODS.includes(method) ? gainOf(comparisonOf(facts, method, MAGNITUDE, size)) : '',
      ]),
    ]),
  );
  const saved = sizes.flatMap(size => {
    const share = measuredOf(facts, 'C-SGD', `saved_${size}`);
    return share === '' ? [] : [`${SIZES[size]} of every width saves ${share} %`];
  });
  const { network = '', data = '' } =
    facts.cells.find(({ column, measured }) => column in SIZES && measured !== '') ?? {};
  const words = saved.length === 0 ? '' : `${listed(saved)} of the multiply-adds. `;
  return `${pruningAnswer(facts)}\n\n${table}\n\n${words}${network}, ${data}; at \`--scale ${facts.scale}\`.`;
}

/** What to do, in a few sentences. */
export function pruningAnswer(facts: Facts): string {
  const sentences = sizes.map(size => {
    const withVerdict = (verdict: string) =>
      METHODS.filter(method => comparisonOf(facts, method, MAGNITUDE, size)?.verdict === verdict);
    const [better, worse, open] = [withVerdict('holds'), withVerdict('does not hold'), withVerdict('undecided')];
    const parts = [
      ...(better.length > 0 ? [`${listed(better)} ${better.length > 1 ? 'are' : 'is'} better than magnitude`] : []),
      ...(worse.length > 0 ? [`${listed(worse)} ${worse.length > 1 ? 'are' : 'is'} worse than magnitude`] : []),
      ...(open.length > 0 ? [`of ${listed(open)} these seeds can’t tell`] : []),
    ];
    return parts.length === 0 ? '' : `Cut to ${SIZES[size]} of the width, ${parts.join('; ')}.`;
  });
  const answer = sentences.filter(sentence => sentence !== '').join(' ');
  return answer === '' ? 'Not run yet.' : answer;
}
