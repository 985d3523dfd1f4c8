/** What is wrong with the imports of a source tree: circles of files, and imports that point upwards. */
import type { FolderOrder, Layering } from './layering.ts';
import type { Imports } from './sources.ts';

/** A sentence with the names of the files for each violation; none where all is well. */
export const violations = (imports: Imports, layering: Layering): readonly string[] => [
  ...circles(imports).map(files => `a circle of files: ${files.join(' → ')}`),
  ...eachImport(imports, (from, to) => upward(from, to, layering)),
  ...eachImport(imports, (from, to) => foreign(from, to, layering)),
];

function eachImport(imports: Imports, judge: (from: string, to: string) => string | undefined): readonly string[] {
  return [...imports].flatMap(([from, names]) =>
    [...new Set(names)].flatMap(to => {
      const problem = judge(from, to);
      return problem === undefined ? [] : [`${from} imports ${to}: ${problem}`];
    }),
  );
}

/** Files that import each other, one circle for each set of them, each begun with its first file again at the end. */
export function circles(imports: Imports): readonly (readonly string[])[] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start !== -1) {
      found.push([...trail.slice(start), file]);
      return;
    }
    if (done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}

/** Why an import inside a package whose folders have an order is wrong. */
function upward(from: string, to: string, { folders }: Layering): string | undefined {
  for (const [root, order] of Object.entries(folders)) {
    if (!from.startsWith(root)) continue;
    const own = place(from.slice(root.length), order);
    if (own.row === undefined) return `'${own.name}' has no place in the order of folders`;
    if (!to.startsWith(root)) return undefined;
    const other = place(to.slice(root.length), order);
    if (own.name === other.name || other.row === undefined || other.row < own.row) return undefined;
    if (other.row > own.row) return `'${other.name}' stands above '${own.name}'`;
    const isFolder = own.row >= 0 && own.row < order.rows.length;
    return isFolder ? `'${own.name}' and '${other.name}' stand side by side` : undefined;
  }
  return undefined;
}

/** A file's folder and its row: −1 for files of the ground, one past the last row for those above all folders. */
function place(
  file: string,
  { ground, rows }: FolderOrder,
): { readonly name: string; readonly row: number | undefined } {
  const [name, ...rest] = file.split('/') as [string, ...string[]];
  if (rest.length === 0) return { name, row: ground.includes(name) ? -1 : rows.length };
  const row = rows.findIndex(folders => folders.includes(name));
  return { name, row: row === -1 ? undefined : row };
}

/** Why an import of another part of the repository is wrong. */
function foreign(from: string, to: string, { parts }: Layering): string | undefined {
  const own = partOf(from);
  const other = partOf(to);
  if (other === undefined || own === other) return undefined;
  const allowed = parts.find(({ prefix }) => from.startsWith(prefix))?.may ?? [];
  return allowed.some(prefix => to.startsWith(prefix)) ? undefined : `${own} may not import ${other}`;
}

/** A package, or experiments. */
const partOf = (file: string): string | undefined => /^(packages\/[^/]+|experiments)\//.exec(file)?.[1];
