/**
 * Makes the package that others install: JavaScript and type declarations in place of the TypeScript that this repository runs.
 * It is packed into the folder given as argument (default: the current one).
 *
 *     npm run package -w tfjs-backend-native
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const FILES = [
  ...['README.md', 'CHANGELOG.md', 'LICENSE', 'binding.gyp', 'gyp', 'native'],
  ...['install', 'compile', 'toolchain'].map(name => `scripts/${name}.mjs`),
];

const destination = resolve(process.argv[2] ?? '.');
const stage = mkdtempSync(join(tmpdir(), 'tfjs-backend-native-'));
for (const file of FILES) cpSync(join(PACKAGE, file), join(stage, file), { recursive: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', join(PACKAGE, 'tsconfig.package.json'), '--outDir', join(stage, 'dist')], {
  stdio: 'inherit',
});
writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
execFileSync('npm', ['pack', '--silent', '--pack-destination', destination], { cwd: stage, stdio: 'inherit' });
rmSync(stage, { recursive: true });

/** This repository's, less what only it needs. */
function manifest() {
  const { private: _, scripts, ...rest } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const { install } = scripts;
  return {
    ...rest,
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    scripts: { install },
  };
}
