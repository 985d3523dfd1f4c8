/** Completion for bash, 3.2 (macOS) and newer. */
import type { CommandGrammar, OptionGrammar, Place } from './grammar.ts';

/** A script that bash sources. Where nothing else fits, bash offers files. */
export const bashScript = (commands: readonly CommandGrammar[]): string => `# Completion of refold for bash.
_refold() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" words='' word place=0 i
  # --data=cifar10 is three words to bash.
  if [[ $cur == '=' ]]; then cur=''; elif [[ $prev == '=' ]]; then prev="\${COMP_WORDS[COMP_CWORD - 2]}"; fi
  if ((COMP_CWORD == 1)); then
    words='${[...commands.map(({ name }) => name), '--help', '--version'].join(' ')}'
  elif ! _refold_value "\${COMP_WORDS[1]}" "$prev"; then
    if [[ $cur == -* ]]; then
      _refold_options "\${COMP_WORDS[1]}"
    else
      # Which positional argument this is: words that are neither options nor their values come before it.
      for ((i = 2; i < COMP_CWORD; i++)); do
        word="\${COMP_WORDS[i]}"
        [[ $word == -* || $word == '=' || \${COMP_WORDS[i - 1]} == '=' ]] && continue
        local before="$words"
        _refold_value "\${COMP_WORDS[1]}" "\${COMP_WORDS[i - 1]}" || place=$((place + 1))
        words="$before"
      done
      _refold_positional "\${COMP_WORDS[1]}" "$place"
    fi
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}

# Sets words to what an option's value can be; fails where the word before takes none.
_refold_value() {
  case "$1 $2" in
${commands.flatMap(command => command.options.flatMap(option => valueCases(command, option))).join('\n')}
    *) return 1 ;;
  esac
}

_refold_options() {
  case "$1" in
${commands.map(({ name, options }) => `    ${name}) words='${options.flatMap(flagsOf).join(' ')}' ;;`).join('\n')}
  esac
}

_refold_positional() {
  case "$1 $2" in
${commands.flatMap(positionalCases).join('\n')}
  esac
}

complete -o default -F _refold refold
`;

const flagsOf = ({ name, short }: OptionGrammar): readonly string[] => [
  `--${name}`,
  ...(short === undefined ? [] : [`-${short}`]),
];

function valueCases({ name }: CommandGrammar, option: OptionGrammar): readonly string[] {
  if (option.value === undefined) return [];
  const patterns = flagsOf(option).map(flag => `'${name} ${flag}'`);
  return [`    ${patterns.join(' | ')}) words='${wordsOf(option.value)}' ;;`];
}

function positionalCases({ name, positionals, repeats }: CommandGrammar): readonly string[] {
  return positionals.map((place, i) => {
    const isRest = repeats && i === positionals.length - 1;
    return `    ${isRest ? `'${name} '*` : `'${name} ${i}'`}) words='${wordsOf(place)}' ;;`;
  });
}

const wordsOf = ({ words }: Place): string => words.join(' ');
