/** What a command of `refold` is, and how its arguments are parsed. */
import { parseArgs } from 'node:util';
import { RefoldError } from '@refold/core';
import { unknownName } from '../terminal/suggestions.ts';

export interface Option {
  readonly type: 'string' | 'boolean';
  /** Its one-letter form: 'o' for `-o`. */
  readonly short?: string;
  /** Placeholder of the value in the help: 'scale' for `--scale <scale>`. Absent for flags. */
  readonly value?: string;
  /** One line; a function where making it needs imports that other commands do without. */
  readonly help: string | (() => Promise<string>);
}

export interface Arguments {
  readonly positionals: readonly string[];
  readonly text: (option: string) => string | undefined;
  readonly flag: (option: string) => boolean;
}

export interface Command {
  readonly name: string;
  /** Its positional arguments: '<paper>' if required, '[name]' if optional; a last '[name...]' stands for any number. */
  readonly positionals: readonly string[];
  /** One line. */
  readonly summary: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly example: string;
  /** Does the work and returns the exit code. It imports heavy modules itself, so that other commands start fast. */
  readonly run: (call: Arguments) => Promise<number>;
}

/** Options of every command. */
export const COMMON: Readonly<Record<string, Option>> = {
  help: { type: 'boolean', help: 'show this help' },
  verbose: { type: 'boolean', help: 'show the stack trace of an error' },
};

/** For commands on a model. */
export const WITH: Option = {
  type: 'string',
  value: 'name',
  help: "rewrite the model as a paper does: 'dbb', 'acb', ...",
};

/** For commands that write a model file. */
export const OUT: Option = {
  type: 'string',
  short: 'o',
  value: 'file',
  help: 'the model file to write, *.safetensors',
};

/**
 * Parses the arguments of a command.
 * @throws RefoldError for an unknown option (with similar ones), a missing or unexpected value, a value given twice, missing or surplus
 *   arguments
 */
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
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const known = options[token.name];
    if (known === undefined) {
      const names = Object.keys(options).map(name => `--${name}`);
      throw unknownName(`option of 'refold ${command.name}':`, token.rawName, names);
    }
    const hasValue = token.value?.trim() && (token.inlineValue || !token.value.startsWith('-'));
    if (known.type === 'string' && !hasValue)
      throw new RefoldError(`--${token.name} needs a value: --${token.name} <${known.value}>`);
    if (known.type === 'boolean' && token.value !== undefined) throw new RefoldError(`--${token.name} takes no value`);
    if (given.has(token.name) && known.type === 'string') throw new RefoldError(`--${token.name} is given twice`);
    given.add(token.name);
  }
  if (values.help !== true) checkPositionals(command, positionals);
  return {
    positionals,
    text: option => {
      const value = values[option];
      return typeof value === 'string' ? value : undefined;
    },
    flag: option => values[option] === true,
  };
}

function checkPositionals(command: Command, given: readonly string[]): void {
  const missing = command.positionals[given.length];
  if (missing?.startsWith('<')) throw new RefoldError(`${missing} is missing: ${usageOf(command)}`);
  if (given.length > command.positionals.length && !command.positionals.at(-1)?.endsWith('...]')) {
    throw new RefoldError(`unexpected argument '${given[command.positionals.length]}': ${usageOf(command)}`);
  }
}

/**
 * The value of an option that takes a whole number; undefined where the option is absent.
 * @param least the smallest number allowed
 * @throws RefoldError naming the option
 */
export function wholeNumber(call: Arguments, option: string, least: number): number | undefined {
  const text = call.text(option);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new RefoldError(`--${option} is '${text}'; it must be a whole number of at least ${least}`);
  }
  return value;
}

/**
 * The value of an option that takes a number above 0 and below 1; undefined where the option is absent.
 * @throws RefoldError naming the option
 */
export function share(call: Arguments, option: string): number | undefined {
  const text = call.text(option);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new RefoldError(`--${option} is '${text}'; it must be above 0 and below 1`);
  return value;
}

/**
 * The value of an option that takes a number above 0; undefined where the option is absent.
 * @throws RefoldError naming the option
 */
export function positiveNumber(call: Arguments, option: string): number | undefined {
  const text = call.text(option);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw new RefoldError(`--${option} is '${text}'; it must be a number above 0`);
  return value;
}

/**
 * The name in a list.
 * @param kind what it names, for the error: 'scale'
 * @throws RefoldError for another name, with similar ones
 */
export function oneOf<T extends string>(kind: string, name: string, known: readonly T[]): T {
  const found = known.find(other => other === name);
  if (found === undefined) throw unknownName(kind, name, known);
  return found;
}

/** The usage of a command in one line: 'refold fold <model> [options]'. */
export const usageOf = ({ name, positionals, options }: Command): string =>
  ['refold', name, ...positionals, ...(Object.keys(options).length > 0 ? ['[options]'] : [])].join(' ');

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

/** Draws two columns, indented by two. */
export function columns(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd()).join('\n');
}
