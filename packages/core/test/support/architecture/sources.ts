/** The sources of this repository and what each of them imports. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));

/** Imports by file, both as paths from the root of the repository; packages that aren't of this repository by their names. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** What every source of the packages and experiments imports: everything, types and `import()` included, or what is loaded with it. */
export function readImports(which: 'all' | 'loaded' = 'all'): Imports {
  const namesIn = which === 'all' ? everyImport : loadedImports;
  const entries = readEntries();
  return new Map(
    sources().map(file => {
      return [file, namesIn(textOf(file)).map(name => resolve(file, name, entries))];
    }),
  );
}

/** Every source of the packages and experiments, as a path from the root of the repository. */
export const sources = (): readonly string[] =>
  [...packages().flatMap(folder => sourcesIn(`${folder}/src`)), ...sourcesIn('experiments')].sort();

/** The text of a source. */
export const textOf = (file: string): string => readFileSync(`${ROOT}${file}`, 'utf8');

/** Reads of a tensor that block until its values are there, which a GPU's values can't be in Node. */
export const blockingReads = (text: string): readonly string[] => text.match(/\.(data|array|buffer|read)Sync\b/g) ?? [];

const everyImport = (source: string): readonly string[] =>
  ts.preProcessFile(source).importedFiles.map(({ fileName }) => fileName);

/** The modules that loading a source loads at once: no types, no `import()`. */
export function loadedImports(source: string): readonly string[] {
  const { statements } = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest);
  return statements.flatMap(statement => {
    const isTypeOnly = ts.isImportDeclaration(statement)
      ? statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      : !ts.isExportDeclaration(statement) || statement.isTypeOnly;
    const name = (statement as ts.ImportDeclaration | ts.ExportDeclaration).moduleSpecifier;
    return isTypeOnly || name === undefined ? [] : [(name as ts.StringLiteral).text];
  });
}

/** The file that an import names, if it is one of this repository's. */
export function resolve(from: string, name: string, entries: readonly Entry[]): string {
  if (name.startsWith('.')) return posix.join(posix.dirname(from), name);
  for (const { pattern, target } of entries) {
    const [prefix, suffix] = pattern.split('*') as [string, string?];
    if (suffix === undefined ? name === pattern : name.startsWith(prefix) && name.endsWith(suffix)) {
      return target.replace('*', name.slice(prefix.length, suffix ? -suffix.length : undefined));
    }
  }
  return name;
}

const packages = (): readonly string[] => readdirSync(`${ROOT}packages`).map(name => `packages/${name}`);

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter(file => /\.tsx?$/.test(file))
    .map(file => `${folder}/${file.replaceAll('\\', '/')}`);

/** One line of a package's `exports`: the name under which others import it, and the file. */
export interface Entry {
  readonly pattern: string;
  readonly target: string;
}

function readEntries(): readonly Entry[] {
  return packages().flatMap(folder => {
    const { name, exports = {} } = JSON.parse(readFileSync(`${ROOT}${folder}/package.json`, 'utf8')) as {
      readonly name: string;
      readonly exports?: Readonly<Record<string, string>>;
    };
    const entries = Object.entries(exports).map(([key, to]) => ({
      pattern: posix.join(name, key),
      target: posix.join(folder, to),
    }));
    // Exact names go before patterns.
    return entries.sort((a, b) => Number(a.pattern.includes('*')) - Number(b.pattern.includes('*')));
  });
}

/** A file, and everything that is loaded with it. */
export function loadedWith(file: string, imports: Imports): ReadonlySet<string> {
  const loaded = new Set([file]);
  for (const each of loaded) for (const next of imports.get(each) ?? []) loaded.add(next);
  return loaded;
}
