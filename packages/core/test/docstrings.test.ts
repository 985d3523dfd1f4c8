import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The files that packages export: each one's index, and those of core's folders. */
const ENTRIES = readdirSync(`${ROOT}packages`, { recursive: true, encoding: 'utf8' })
  .map(path => path.replaceAll('\\', '/'))
  .filter(path => /^[^/]+\/src\/index\.ts$|^core\/src\/[^/]+\/index\.ts$/.test(path))
  .map(path => `${ROOT}packages/${path}`);

/** What `entry` exports from this repository without a docstring where it is declared. */
function undocumented(program: ts.Program, entry: string): readonly string[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} is no module`);
  return checker.getExportsOfModule(module).flatMap(name => {
    const symbol = name.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(name) : name;
    const isOurs = symbol.declarations?.some(node => !node.getSourceFile().fileName.includes('node_modules'));
    return isOurs && symbol.getDocumentationComment(checker).length === 0 ? [`${name.name} of ${entry}`] : [];
  });
}

it('everything that a package exports has a docstring', () => {
  const program = ts.createProgram(ENTRIES, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
  });
  expect(ENTRIES.length).toBeGreaterThan(15);
  expect(ENTRIES.flatMap(entry => undocumented(program, entry))).toEqual([]);
});
