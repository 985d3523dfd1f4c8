/** Names of another implementation as rules: data that read in both directions. */
import { RefoldError } from '../error.ts';

/**
 * A layer's path here, and its name there: `['stage{s}.{b}.body.conv{i}[.conv]', 'layer{s}.{b}.conv{i}']`. `{s}` stands for a number, the
 * same on both sides; there, `{s-1}` and `{s+1}` are its neighbours. What is in brackets may be absent here: a layer that is folded into
 * the only one of its chain takes the chain's path.
 */
export type NameRule = readonly [ours: string, theirs: string];

/** What rules say, in both directions. */
export interface Rules {
  /** The name there of a parameter of ours, by the first rule that fits; undefined where none does. */
  readonly nameOf: (path: string) => string | undefined;
  /** Whether a name is one that these rules give to parameters of some network. */
  readonly recognizes: (name: string) => boolean;
}

/** The last word of a name there, by ours. */
const LAST_WORD: Readonly<Record<string, string>> = {
  kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
};

/** The name of a parameter there, from the name of its layer: `layerOf` maps our leaf's path. */
export function parameterName(path: string, layerOf: (leaf: string) => string | undefined): string | undefined {
  const [, leaf, last] = /^(.*)\.(\w+)$/.exec(path) ?? [];
  const word = LAST_WORD[last ?? ''];
  const layer = leaf === undefined ? undefined : layerOf(leaf);
  return word === undefined || layer === undefined ? undefined : `${layer}.${word}`;
}

/** Names by rules. @throws RefoldError for a rule that has a number there but not here */
export function namedBy(rules: readonly NameRule[]): Rules {
  const compiled = rules.map(([ours, theirs]) => {
    const known = new Set([...ours.matchAll(NUMBER)].map(([, name]) => name));
    const stranger = [...theirs.matchAll(NUMBER)].find(([, name]) => !known.has(name));
    if (stranger !== undefined)
      throw new RefoldError(`the rule '${ours}' → '${theirs}' doesn't say what ${stranger[0]} is`);
    return { ours: pattern(ours), theirs };
  });
  const words = [...new Set(Object.values(LAST_WORD))].join('|');
  const there = new RegExp(`^(?:${rules.map(([, theirs]) => source(theirs)).join('|')})\\.(?:${words})$`);
  return {
    nameOf: path =>
      parameterName(path, leaf => {
        for (const { ours, theirs } of compiled) {
          const groups = ours.exec(leaf)?.groups;
          if (groups !== undefined || ours.test(leaf)) return filled(theirs, groups ?? {});
        }
        return undefined;
      }),
    recognizes: name => there.test(name),
  };
}

/** Rules of a convolution and its norm, children `conv` and `norm` of one chain: the chain's path, and the two names there. */
export const convNormRules = (ours: string, conv: string, norm: string): readonly NameRule[] => [
  [`${ours}[.conv]`, conv],
  [`${ours}.norm`, norm],
];

/** As `convNormRules`, where they are `conv` and `bn` of one module there. */
export const moduleRules = (ours: string, theirs: string): readonly NameRule[] =>
  convNormRules(ours, `${theirs}.conv`, `${theirs}.bn`);

/** `{s}`, `{s-1}` or `{s+1}`. */
const NUMBER = /\{(\w)([+-]\d)?\}/g;

/** A pattern of layers' paths here. */
function pattern(ours: string): RegExp {
  const seen = new Set<string>();
  const text = escaped(ours).replace(NUMBER, (_, name: string) => {
    if (seen.has(name)) return `\\k<${name}>`;
    seen.add(name);
    return `(?<${name}>\\d+)`;
  });
  return new RegExp(`^${text.replaceAll('[', '(?:').replaceAll(']', ')?')}$`);
}

/** A pattern's source of layers' names there. */
const source = (theirs: string): string => escaped(theirs).replace(NUMBER, '\\d+');

const escaped = (text: string): string => text.replace(/[.*^$|()\\/]/g, '\\$&');

const filled = (theirs: string, numbers: Readonly<Record<string, string>>): string =>
  theirs.replace(NUMBER, (_, name: string, shift = '0') => `${Number(numbers[name]) + Number(shift)}`);
