/** Names in a graph. */

/** The wanted name, or the first of `name_2`, `name_3`, ... that isn't taken; it is taken from now on. */
export function uniqueName(taken: Set<string>, wanted: string): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
  taken.add(name);
  return name;
}
