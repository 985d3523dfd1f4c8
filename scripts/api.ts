/** Writes pages of what every published package exports into `dist/api`; fails at a warning, such as of a link that leads nowhere. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Application, Converter, ReflectionKind } from 'typedoc';
import { PUBLISHED, packages, publishedName, ROOT } from './package/workspace.ts';

/** Sources of a package's entries, with the names under which they are imported. */
function entriesOf(folder: string): readonly (readonly [string, string])[] {
  const made = packages.get(folder)!;
  const named = new Map<string, string>();
  for (const [key, source] of Object.entries(made.exports!)) {
    for (const part of source.includes('*') ? foldersOf(join(ROOT, 'packages', folder, 'src')) : ['']) {
      const file = join('packages', folder, source.replace('*', part));
      if (existsSync(join(ROOT, file))) named.set(file, join(publishedName(made), key.replace('*', part)));
    }
  }
  return [...named];
}

const foldersOf = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap(entry => (entry.isDirectory() ? [entry.name] : []));

const entries: ReadonlyMap<string, string> = new Map(PUBLISHED.flatMap(entriesOf));
const app = await Application.bootstrap({
  name: 'Refold',
  entryPoints: [...entries.keys()].map(file => join(ROOT, file)),
  tsconfig: join(ROOT, 'tsconfig.json'),
  // `npm test` checks types.
  skipErrorChecking: true,
  readme: join(ROOT, 'docs/packages.md'),
  out: join(ROOT, 'dist/api'),
  disableGit: true,
  sourceLinkTemplate: '{path}',
  logLevel: 'Warn',
});
app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
  if (!reflection.kindOf(ReflectionKind.Module)) return;
  const file = context.getSymbolFromReflection(reflection)?.declarations?.[0]?.getSourceFile().fileName;
  if (file !== undefined) reflection.name = entries.get(relative(ROOT, file)) ?? reflection.name;
});
const project = await app.convert();
if (project === undefined) process.exit(1);
app.validate(project);
await app.generateOutputs(project);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);
process.stdout.write('dist/api/index.html\n');
