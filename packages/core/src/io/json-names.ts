/** The names of a JSON object's members as its text has them: `JSON.parse` keeps the last of two, and puts '10' before 'a'. */
import type { Fail } from './bytes.ts';

/**
 * The names of the members of the outermost object, in the order of the text.
 * @param text JSON of an object
 * @throws what `fail` throws, for a name that any object of the text has twice
 */
export function memberNames(text: string, fail: Fail): readonly string[] {
  /** For each object and list that is open, the outermost first, the names it has so far; a list has none. */
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{' || character === '[') open.push(new Set());
    else if (character === '}' || character === ']') {
      const names = open.pop()!;
      if (open.length === 0) return [...names];
    } else if (character === '"') {
      const end = endOfString(text, at);
      if (isNamedBy(text, end)) note(JSON.parse(text.slice(at, end)) as string, open.at(-1)!, fail);
      at = end - 1;
    }
  }
  return [];
}

function note(name: string, names: Set<string>, fail: Fail): void {
  if (names.has(name)) fail(`it has the name '${name}' twice`);
  names.add(name);
}

/** Where the string that begins at `begin` is over: behind the next quote that no odd number of backslashes escapes. */
function endOfString(text: string, begin: number): number {
  for (let quote = text.indexOf('"', begin + 1); ; quote = text.indexOf('"', quote + 1)) {
    let before = quote;
    while (text[before - 1] === '\\') before--;
    if ((quote - before) % 2 === 0) return quote + 1;
  }
}

/** Whether a colon is what comes next, so that the string before it is a name. */
function isNamedBy(text: string, at: number): boolean {
  let next = at;
  while (' \t\n\r'.includes(text[next]!)) next++;
  return text[next] === ':';
}
