/** What verdicts are called, how they look, and what they mean. */

export type Tone = 'good' | 'near' | 'bad' | 'warn' | 'none';

export interface VerdictLook {
  /** One character, which says the same as the colour. */
  readonly mark: string;
  readonly tone: Tone;
  readonly meaning: string;
}

/** Of values. */
export const VALUES: Readonly<Record<string, VerdictLook>> = {
  match: { mark: '✓', tone: 'good', meaning: 'equals the paper’s value, to its printed digits' },
  close: { mark: '≈', tone: 'near', meaning: 'within the column’s tolerance of the paper’s value' },
  differs: {
    mark: '≠',
    tone: 'warn',
    meaning: 'farther from the paper’s value than the tolerance, or the paper contradicts its own rule',
  },
  mismatch: { mark: '✗', tone: 'bad', meaning: 'must equal the paper’s value and doesn’t' },
  'not comparable': {
    mark: '○',
    tone: 'none',
    meaning: 'measured under other conditions than the paper’s: other data, a smaller network, another machine',
  },
  reference: { mark: '1', tone: 'none', meaning: 'the row that a ratio is to' },
  quoted: { mark: '”', tone: 'none', meaning: 'the paper takes the value from elsewhere' },
  'not run': { mark: '–', tone: 'none', meaning: 'not run here' },
};

/** Of claims. */
export const CLAIMS: Readonly<Record<string, VerdictLook>> = {
  holds: { mark: '✓', tone: 'good', meaning: 'the whole 95 % interval is on the sentence’s side' },
  'holds in direction': {
    mark: '↗',
    tone: 'near',
    meaning: 'the direction is sure, the size that the sentence names isn’t',
  },
  undecided: { mark: '?', tone: 'warn', meaning: 'the interval touches the bound: more seeds would tell' },
  'does not hold': { mark: '✗', tone: 'bad', meaning: 'the whole 95 % interval is on the other side' },
  'not run': { mark: '–', tone: 'none', meaning: 'not run here' },
};

/** The verdict without its reason: 'not run', of 'not run (needs ImageNet)'. */
export const kindOf = (verdict: string): string => verdict.replace(/ \(.*/s, '');

/** What stands in the brackets of 'not run (needs ImageNet)'. */
export const reasonOf = (verdict: string): string => /^not run \((.*)\)$/s.exec(verdict)?.[1] ?? '';
