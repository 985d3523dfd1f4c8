/** Completion for fish. */
import type { CommandGrammar, OptionGrammar, Place } from './grammar.ts';

/** A script that fish reads from its folder of completions. */
export const fishScript = (commands: readonly CommandGrammar[]): string => `# Completion of refold for fish.
# Counts the words after the command's name that are neither options nor the value of one in the list.
function __refold_place
    set -l words (commandline -opc)[3..-1]
    set -l count 0
    set -l before ''
    for word in $words
        if not string match -q -- '-*' $word; and not contains -- $before $argv[2..-1]
            set count (math $count + 1)
        end
        set before $word
    end
    test $count -eq $argv[1]
end

complete -c refold -f
complete -c refold -n __fish_use_subcommand -s v -l version -d 'show the version'
${commands.flatMap(commandLines).join('\n')}
`;

function commandLines({ name, summary, positionals, repeats, options }: CommandGrammar): readonly string[] {
  const seen = `__fish_seen_subcommand_from ${name}`;
  const withValue = options.flatMap(option => (option.value === undefined ? [] : flagsOf(option)));
  const places = positionals.flatMap((place, i) => {
    const isRest = repeats && i === positionals.length - 1;
    const at = isRest ? seen : `${seen}; and __refold_place ${[i, ...withValue].join(' ')}`;
    const offered = offeredIn(place);
    return offered === '' ? [] : [`complete -c refold -n ${quoted(at)}${offered}`];
  });
  return [
    `complete -c refold -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ...places,
    ...options.map(
      option =>
        `complete -c refold -n ${quoted(seen)} -l ${option.name}${option.short === undefined ? '' : ` -s ${option.short}`}${option.value === undefined ? '' : ` -r${offeredIn(option.value)}`} -d ${quoted(option.help)}`,
    ),
  ];
}

const flagsOf = ({ name, short }: OptionGrammar): readonly string[] => [
  `--${name}`,
  ...(short === undefined ? [] : [`-${short}`]),
];

/** The arguments of `complete` for what is offered: files, words. */
const offeredIn = ({ words, takesFiles }: Place): string =>
  `${takesFiles ? ' -F' : ''}${words.length > 0 ? ` -a ${quoted(words.join(' '))}` : ''}`;

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
