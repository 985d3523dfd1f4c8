/** What a command of `refold` is, and how its arguments are read. */
import { parseArgs } from 'node:util';
import { RefoldError } from '@refold/core';
import { unknownName } from '../terminal/suggestions.ts';

export interface Option {
  readonly type: 'string' | 'boolean';
  /** A letter that stands for it: `-o`. */
  readonly short?: string;
  /** What stands for the value in the help: `--scale <scale>`. */
  readonly value?: string;
  /** One line; a function where making it needs imports that other commands do without. */
  readonly help: string | (() => Promise<string>);
}

export interface Arguments {
  readonly words: readonly string[];
  readonly text: (option: string) => string | undefined;
  readonly flag: (option: string) => boolean;
}

export interface Command {
  readonly name: string;
  /** The words it takes, optional ones in brackets: '<paper>', '[name]'. */
  readonly words: readonly string[];
  /** One line. */
  readonly summary: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly example: string;
  /** Does the work and returns the exit code. Whatever is heavy is imported in here. */
  readonly run: (call: Arguments) => Promise<number>;
}

/** Options of every command. */
export const COMMON: Readonly<Record<string, Option>> = {
  help: { type: 'boolean', help: 'show this help' },
  verbose: { type: 'boolean', help: 'show stack traces of errors' },
};

/** For commands on a model. */
export const WITH: Option = { type: 'string', value: 'name', help: "what a paper makes of it: 'dbb', 'acb', ..." };

/** For commands that write a model file. */
export const OUT: Option = {
  type: 'string',
  short: 'o',
  value: 'file',
  help: 'the model file to write, *.safetensors',
};

/** @throws RefoldError for an unknown option (with the near ones), a value that is missing or not wanted, too few or too many words */
export function readArguments(command: Command, args: readonly string[]): Arguments {
  const options = { ...command.options, ...COMMON };
  const types = Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [name, { type, ...(short && { short }) }]),
  );
  const { tokens, values, positionals } = parseArgs({
    args: [...args],
    options: types,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const known = options[token.name];
    if (known === undefined) {
      const names = Object.keys(options).map(name => `--${name}`);
      throw unknownName(`option of 'refold ${command.name}':`, token.rawName, names);
    }
    const taken = token.value !== undefined && (token.inlineValue || !token.value.startsWith('-'));
    if (known.type === 'string' && !taken)
      throw new RefoldError(`--${token.name} needs a value: --${token.name} <${known.value}>`);
    if (known.type === 'boolean' && token.value !== undefined) throw new RefoldError(`--${token.name} takes no value`);
  }
  if (values.help !== true) checkWords(command, positionals);
  return {
    words: positionals,
    text: option => {
      const value = values[option];
      return typeof value === 'string' ? value : undefined;
    },
    flag: option => values[option] === true,
  };
}

function checkWords(command: Command, given: readonly string[]): void {
  const missing = command.words[given.length];
  if (missing?.startsWith('<')) throw new RefoldError(`${missing} is missing: ${usageOf(command)}`);
  if (given.length > command.words.length) {
    throw new RefoldError(`too many words, from '${given[command.words.length]}' on: ${usageOf(command)}`);
  }
}

/** A whole number of at least `least`. @throws RefoldError naming the option */
export function wholeNumber(call: Arguments, option: string, least: number): number | undefined {
  const text = call.text(option);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new RefoldError(`--${option} is '${text}'; it must be a whole number, ${least} or more`);
  }
  return value;
}

/** A number above 0 and below 1. @throws RefoldError naming the option */
export function share(call: Arguments, option: string): number | undefined {
  const text = call.text(option);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new RefoldError(`--${option} is '${text}'; it must be above 0 and below 1`);
  return value;
}

/** One of a list of names. @throws RefoldError with the near ones */
export function oneOf<T extends string>(kind: string, name: string, known: readonly T[]): T {
  const found = known.find(other => other === name);
  if (found === undefined) throw unknownName(kind, name, known);
  return found;
}

export const usageOf = ({ name, words, options }: Command): string =>
  ['refold', name, ...words, ...(Object.keys(options).length > 0 ? ['[options]'] : [])].join(' ');

/** A command's usage, summary, options and example. */
export async function helpOf(command: Command): Promise<string> {
  const options = await Promise.all(
    Object.entries({ ...command.options, ...COMMON }).map(
      async ([name, { short, value, help }]) =>
        [
          `${short ? `-${short}, ` : ''}--${name}${value ? ` <${value}>` : ''}`,
          typeof help === 'string' ? help : await help(),
        ] as const,
    ),
  );
  return [
    `${usageOf(command)}\n\n  ${command.summary}`,
    'Options:',
    columns(options),
    'Example:',
    `  ${command.example}`,
  ]
    .join('\n\n')
    .replaceAll(':\n\n', ':\n');
}

/** Two columns, indented by two. */
export function columns(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd()).join('\n');
}
