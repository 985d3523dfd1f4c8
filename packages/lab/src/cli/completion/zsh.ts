/** Completion for zsh. */
import type { CommandGrammar, OptionGrammar, Place } from './grammar.ts';

/** A script that zsh autoloads as `_refold`, or sources after `compinit`. */
export const zshScript = (commands: readonly CommandGrammar[]): string => `#compdef refold
# Completion of refold for zsh.
_refold() {
  if ((CURRENT == 2)); then
    local -a commands=(
${commands.map(({ name, summary }) => `      ${quoted(`${name}:${summary}`)}`).join('\n')}
    )
    _describe command commands
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
${commands.map(commandCase).join('\n')}
  esac
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _refold "$@"; else compdef _refold refold; fi
`;

function commandCase({ name, positionals, repeats, options }: CommandGrammar): string {
  const places = positionals.map((place, i) => {
    const number = repeats && i === positionals.length - 1 ? '*' : `${i + 1}`;
    return quoted(`${number}:${actionOf(place)}`);
  });
  const lines = [...places, ...options.flatMap(specsOf)].map(spec => `        ${spec}`);
  return `    ${name})\n      _arguments -S \\\n${lines.join(' \\\n')}\n      ;;`;
}

/** The specifications of `_arguments` for an option, whose short form excludes its long one. */
function specsOf({ name, short, help, value }: OptionGrammar): readonly string[] {
  const rest = `[${help.replaceAll(/[[\]\\]/g, '\\$&')}]${value === undefined ? '' : `:${actionOf(value)}`}`;
  if (short === undefined) return [quoted(`--${name}${value === undefined ? '' : '='}${rest}`)];
  const excluded = `(-${short} --${name})`;
  return [
    quoted(`${excluded}--${name}${value === undefined ? '' : '='}${rest}`),
    quoted(`${excluded}-${short}${value === undefined ? '' : '+'}${rest}`),
  ];
}

/** What `_arguments` offers for a value: its label, then words, files, or both. */
function actionOf({ label, words, takesFiles }: Place): string {
  const listed = words.join(' ');
  if (takesFiles && words.length > 0) {
    return `${label}:_alternative "names\\:${label}\\:(${listed})" "files\\:file\\:_files"`;
  }
  if (takesFiles) return `${label}:_files`;
  return words.length > 0 ? `${label}:(${listed})` : `${label.replaceAll(':', '\\:')}: `;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
