/** What a command of `refold` is, and how it reads the values of its options. */
import { RefoldError } from '@refold/core';
import type { Shape } from '@refold/core/layers';
import { turnTensorBoardOff } from '../tensorboard/switch.ts';
import { unknownName } from '../terminal/suggestions.ts';

export interface Option {
  readonly type: 'string' | 'boolean';
  /** Its one-letter form: 'o' for `-o`. */
  readonly short?: string;
  /**
   * What the value is, as the help shows it: 'scale' for `--scale <scale>`. Absent for flags. Shell completion offers the names of that kind,
   * or the words themselves where '|' stands between them.
   */
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
  /**
   * Its positional arguments: '<paper>' if required, '[name]' if optional; a last '[name...]' stands for any number, '<name...>' for one or more. Shell completion offers the
   * names of the kinds that they say, with ' or ' between them.
   */
  readonly positionals: readonly string[];
  /** One line. */
  readonly summary: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly example: string;
  /** Does the work and returns the exit code. It imports heavy modules itself, so that other commands start fast. */
  readonly run: (call: Arguments) => Promise<number>;
}

/** Options of every command, besides `--help`. */
export const COMMON: Readonly<Record<string, Option>> = {
  verbose: { type: 'boolean', help: 'show the stack trace of an error' },
};

/** For commands on a model. */
export const WITH: Option = {
  type: 'string',
  value: 'rewriting',
  help: "rewrite the model as a paper does: 'dbb', 'acb', ...",
};

/** For commands that train. */
export const LOGGING: Readonly<Record<string, Option>> = {
  'no-tensorboard': { type: 'boolean', help: "write no event files for TensorBoard into the runs' folders" },
};

/** Does as the options of `LOGGING` say, for this process and its workers. */
export function setLogging(call: Arguments): void {
  if (call.flag('no-tensorboard')) turnTensorBoardOff();
}

/** For commands that write a model file. */
export const OUT: Option = {
  type: 'string',
  short: 'o',
  value: 'file',
  help: 'the model file to write, *.safetensors',
};

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
 * The value of an option that takes a number from `least` up, and below `limit`; undefined where the option is absent.
 * @throws RefoldError naming the option
 */
export function numberFrom(call: Arguments, option: string, least: number, limit = Infinity): number | undefined {
  const text = call.text(option);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value >= least && value < limit) return value;
  const upTo = limit === Infinity ? '' : ` and below ${limit}`;
  throw new RefoldError(`--${option} is '${text}'; it must be a number of at least ${least}${upTo}`);
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

/** The shape that `--input` names; undefined where it is absent. @throws RefoldError for what isn't a shape like 224x224x3 */
export function shapeOption(call: Arguments): Shape | undefined {
  const text = call.text('input');
  if (text === undefined) return undefined;
  const shape = text.split('x').map(Number);
  if (shape.length > 3 || !shape.every(size => Number.isInteger(size) && size > 0)) {
    throw new RefoldError(`--input is '${text}'; it must be a shape like 224x224x3`);
  }
  return shape;
}
