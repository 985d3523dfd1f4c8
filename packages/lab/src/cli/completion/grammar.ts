/** What can follow what on a command line, as the completion scripts of all shells need it. */
import { COMMON, type Command, type Option } from '../command.ts';

/** What a place on the command line can hold. */
export interface Place {
  /** The kind of value: 'paper', 'model or file'. */
  readonly label: string;
  readonly words: readonly string[];
  readonly takesFiles: boolean;
}

export interface OptionGrammar {
  readonly name: string;
  readonly short?: string;
  readonly help: string;
  /** Undefined for flags. */
  readonly value?: Place;
}

export interface CommandGrammar {
  readonly name: string;
  readonly summary: string;
  readonly positionals: readonly Place[];
  /** Whether the last positional may be repeated. */
  readonly repeats: boolean;
  readonly options: readonly OptionGrammar[];
}

/** The names of each kind that a placeholder may say. */
export type Names = Readonly<Record<string, readonly string[]>>;

/** Kinds that stand for files; a model may also be one. */
const FILES = ['file', 'path', 'model'];

/** The grammar of all commands, `help` among them. */
export async function grammarOf(commands: readonly Command[], names: Names): Promise<readonly CommandGrammar[]> {
  const all = { ...names, command: commands.map(({ name }) => name) };
  const own = await Promise.all(
    commands.map(async ({ name, summary, positionals, options }) => ({
      name,
      summary,
      positionals: positionals.map(text => positionalOf(text, all)),
      repeats: /\.\.\.[\]>]$/.test(positionals.at(-1) ?? ''),
      options: [
        ...(await Promise.all(
          Object.entries({ ...options, ...COMMON }).map(async entry => await optionGrammar(entry, all)),
        )),
        { name: 'help', short: 'h', help: 'show this help' },
      ],
    })),
  );
  const help = { name: 'help', summary: 'Show the help on a command.', repeats: false, options: [] };
  return [...own, { ...help, positionals: [placeOf('command', all)] }];
}

async function optionGrammar(
  [name, { short, value, help }]: readonly [string, Option],
  names: Names,
): Promise<OptionGrammar> {
  return {
    name,
    ...(short !== undefined && { short }),
    help: typeof help === 'string' ? help : await help(),
    ...(value !== undefined && { value: placeOf(value, names) }),
  };
}

/** What a positional argument can be: what its placeholder stands for or, without brackets, the word itself. */
function positionalOf(text: string, names: Names): Place {
  if (!/^[<[]/.test(text)) return { label: text, words: [text], takesFiles: false };
  return placeOf(text.replace(/^[<[]|(\.\.\.)?[\]>]$/g, ''), names);
}

/** What a placeholder stands for: names of the kinds between ' or ', or words between '|'. */
function placeOf(label: string, names: Names): Place {
  const kinds = label.split(' or ');
  const words = label.includes('|') ? label.split('|') : kinds.flatMap(kind => names[kind] ?? []);
  return { label, words, takesFiles: kinds.some(kind => FILES.includes(kind)) };
}
