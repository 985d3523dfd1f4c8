/** From sources to tarballs: compiled, put together in the folder `dist` at the root, packed by npm. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { manifest } from './manifest.ts';
import { publishedReadme } from './readme.ts';
import { packages, ROOT } from './workspace.ts';

const DIST = join(ROOT, 'dist');

/**
 * Packs the packages in these folders, each as it is published.
 * @param destination where the tarballs go; `dist` if not said
 * @returns their paths
 * @throws Error when a source doesn't compile
 */
export function pack(folders: readonly string[], destination: string = DIST): readonly string[] {
  mkdirSync(DIST, { recursive: true });
  mkdirSync(destination, { recursive: true });
  const scratch = mkdtempSync(join(DIST, '.compiled-'));
  try {
    compile(folders, scratch);
    return folders.map(folder => {
      const staged = stage(folder, join(scratch, folder, 'src'));
      const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination];
      const printed = execFileSync('npm', args, { cwd: staged, encoding: 'utf8', shell: process.platform === 'win32' });
      // npm 12 will give an object by name in place of a list.
      const [packed] = Object.values(JSON.parse(printed) as Readonly<Record<string, { readonly filename: string }>>);
      return join(destination, packed!.filename);
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** One program for all of them: a package finds the types of another in that one's sources, as it does in the editor. */
function compile(folders: readonly string[], outDir: string): void {
  const config = join(outDir, 'tsconfig.json');
  const sources = join(ROOT, 'packages');
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.base.json'),
      compilerOptions: {
        noEmit: false,
        module: 'NodeNext',
        moduleResolution: 'NodeNext',
        rewriteRelativeImportExtensions: true,
        declaration: true,
        rootDir: sources,
        outDir,
        typeRoots: [join(ROOT, 'node_modules/@types')],
      },
      include: folders.map(folder => join(sources, folder, 'src')),
    }),
  );
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', config], { stdio: ['ignore', 2, 'inherit'] });
}

/** Puts a package together. @returns its folder */
function stage(folder: string, compiled: string): string {
  const [from, to] = [join(ROOT, 'packages', folder), join(DIST, folder)];
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to);
  renameSync(compiled, join(to, 'dist'));
  const made = packages.get(folder)!;
  for (const file of made.files ?? []) cpSync(join(from, file), join(to, file), { recursive: true });
  const license = [join(from, 'LICENSE'), join(ROOT, 'LICENSE')].find(file => existsSync(file))!;
  cpSync(license, join(to, 'LICENSE'));
  const readme = readFileSync(join(from, 'README.md'), 'utf8');
  writeFileSync(join(to, 'README.md'), publishedReadme(readme, folder, made));
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest(folder), null, 2)}\n`);
  return to;
}
