/** Arguments and help of `refold`: a command's description becomes a parser of commander's. */
import { RefoldError } from '@refold/core';
import { Command as Commander, CommanderError, Option as CommanderOption } from 'commander';
import { type Arguments, COMMON, type Command, type Option } from './command.ts';

/** What a command line asks for: a command's work, help on one or on all, or the version. */
export type Asked =
  | { readonly kind: 'run'; readonly command: Command; readonly call: Arguments }
  | { readonly kind: 'help'; readonly command?: Command }
  | { readonly kind: 'version' };

/**
 * What `refold ...args` asks for.
 * @throws RefoldError for an unknown command or option (with similar ones), a missing value, one that is given twice, missing or surplus
 *   arguments
 */
export function understood(commands: readonly Command[], args: readonly string[]): Asked {
  let asked: Asked = { kind: 'help' };
  const parsers = commands.map(command => {
    const parser = parserOf(command);
    return parser.action(() => {
      asked = { kind: 'run', command, call: argumentsIn(parser) };
    });
  });
  const program = programOf(parsers).on('option:version', () => {
    throw new Answered({ kind: 'version' });
  });
  parse(program, args, error => {
    if (error instanceof Answered) asked = error.asked;
    else throw error;
  });
  return asked;
}

/**
 * The arguments of one command.
 * @throws RefoldError as `understood`
 */
export function readArguments(command: Command, args: readonly string[]): Arguments {
  const parser = parserOf(command);
  parser.action(() => {});
  parse(parser, args, error => {
    throw error;
  });
  return argumentsIn(parser);
}

/** A command's usage, summary, options and example; of lines as wide as the terminal. */
export async function helpOf(command: Command): Promise<string> {
  const options = Object.entries({ ...command.options, ...COMMON });
  const told = await Promise.all(
    options.map(
      async ([name, option]) =>
        [name, { ...option, help: typeof option.help === 'string' ? option.help : await option.help() }] as const,
    ),
  );
  const parser = parserOf({ ...command, options: Object.fromEntries(told) }).name(`refold ${command.name}`);
  return `${parser.helpInformation()}\nExample:\n  ${command.example}`;
}

/** The commands, a line for each, and how to learn more. */
export const overviewOf = (commands: readonly Command[]): string =>
  `${programOf(commands.map(parserOf)).helpInformation()}
Help on a command: refold reproduce --help
Example:
  refold reproduce repvgg --scale quick`;

/** The usage of a command in one line: 'refold fold <model> [options]'. */
export const usageOf = (command: Command): string => `refold ${command.name} ${usageAfterName(command)}`;

const usageAfterName = ({ positionals }: Command): string => [...positionals, '[options]'].join(' ');

/** Ends the parsing: what is asked for needs no more of it. */
class Answered extends Error {
  readonly asked: Asked;

  constructor(asked: Asked) {
    super();
    this.asked = asked;
  }
}

/** Commander's parser, which throws where it would print or exit. */
class Parser extends Commander {
  readonly #command: Command | undefined;

  constructor(name: string, command?: Command) {
    super(name);
    this.#command = command;
    this.exitOverride();
    this.configureOutput({ writeErr: () => {} });
    this.configureHelp({
      // A line for each option where no terminal is that would wrap it.
      helpWidth: process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY,
      subcommandTerm: command => `${command.name()} ${command.usage()}`,
    });
    this.helpOption('-h, --help', 'show this help');
  }

  /** Help may need imports, which commander doesn't wait for. */
  override outputHelp(): never {
    throw new Answered({ kind: 'help', ...(this.#command && { command: this.#command }) });
  }
}

/** The parser of a whole command line: options before a command's name, then the command. */
function programOf(commands: readonly Commander[]): Commander {
  const program = new Parser('refold')
    .usage('<command> [options]')
    .description('Ten papers reproduced on one tensor and training package.')
    .option('-v, --version', 'show the version')
    .helpCommand('help [command]', 'Show the help on a command.')
    .enablePositionalOptions();
  for (const command of commands) program.addCommand(command);
  return program;
}

function parserOf(command: Command): Commander {
  const parser = new Parser(command.name, command).usage(usageAfterName(command)).description(command.summary);
  for (const positional of command.positionals) parser.argument(positional);
  for (const [name, option] of Object.entries({ ...command.options, ...COMMON })) {
    parser.addOption(optionOf(name, option));
  }
  return parser;
}

function optionOf(name: string, { type, short, value, help }: Option): CommanderOption {
  const flags = `${short ? `-${short}, ` : ''}--${name}${value ? ` <${value}>` : ''}`;
  const option = new CommanderOption(flags, typeof help === 'string' ? help : '');
  if (type === 'boolean') return option;
  return option.argParser((given: string, before: string | undefined) => {
    if (before !== undefined) throw new RefoldError(`--${name} is given twice`);
    if (given.trim() === '' || OPTION.test(given))
      throw new RefoldError(`--${name} needs a value: --${name} <${value}>`);
    return given;
  });
}

/** What is an option and not a value, which may be a negative number. */
const OPTION = /^-(-|[a-z])/i;

function argumentsIn(parser: Commander): Arguments {
  const keys = new Map(parser.options.map(option => [option.long, option.attributeName()]));
  const isGiven = (option: string) => parser.getOptionValueSource(keys.get(`--${option}`) ?? '') === 'cli';
  return {
    positionals: parser.args,
    text: option => {
      const value: unknown = isGiven(option) ? parser.getOptionValue(keys.get(`--${option}`) ?? '') : undefined;
      return typeof value === 'string' ? value : undefined;
    },
    flag: isGiven,
  };
}

/** Parses; a fault of the user's becomes a RefoldError, other errors go to `onError`. */
function parse(parser: Commander, args: readonly string[], onError: (error: unknown) => void): void {
  try {
    parser.parse([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      const command = parser.commands.find(known => known.name() === args[0]) ?? parser;
      throw new RefoldError(inOneLine(error.message, command));
    }
    onError(error);
  }
}

/** Commander's message with its hint, "(Did you mean fold?)", or with the command's usage where it has none. */
function inOneLine(message: string, command: Commander): string {
  const [fault = '', hint] = message
    .replace(/^error: /, '')
    .replace(/\.$/, '')
    .split('\n');
  const flag = /^unknown option '(--[^=]+)=/.exec(fault)?.[1];
  if (command.options.some(({ long }) => long === flag)) return `${flag} takes no value`;
  if (hint !== undefined) return `${fault}. ${hint.slice(1, -1)}`;
  const name = command.commands.length > 0 ? 'refold' : `refold ${command.name()}`;
  return `${fault}: ${name} ${command.usage()}; --help tells more`;
}
