import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isCompiled } from '../scripts/compile.mjs';
import { obstacle } from '../scripts/toolchain.mjs';
import { type Miniature, miniature, pathOf, SOURCE } from './support/miniature.ts';

const BUILD = fileURLToPath(new URL('../build', import.meta.url));

let made: Miniature;
const file = (path: string): string => join(made.folder, path);
const read = (path: string): string => readFileSync(file(path), 'utf8');
const ADDON = 'build/Release/tfjs_native.node';

/** What a program in the package's folder prints. */
const printedBy = (program: string): string =>
  execFileSync(process.execPath, ['--import', 'tsx', '-e', program], { cwd: made.folder, encoding: 'utf8' });

beforeEach(() => {
  made = miniature();
});
afterEach(() => rmSync(dirname(made.folder), { recursive: true, force: true }));

describe('without what compiling needs', () => {
  let bare: Record<string, string>;
  beforeEach(() => {
    bare = { PATH: pathOf(made.folder, ['sh']), CXX: '' };
  });

  it('the installation succeeds, and says what is missing and what to install', () => {
    const { code, printed } = made.install([], bare);
    expect(code).toBe(0);
    // A Node without npm beside it lacks node-gyp as well.
    expect(printed).toMatch(
      /no C\+\+ compiler, no make, no python3(, no node-gyp \(npm brings it\))? was found\nInstall .*npm rebuild tfjs-backend-native/,
    );
    expect(printed).toContain('tfjs works without it, but slower');
    expect(printed.trim().split('\n')).toHaveLength(3);
    expect(made.install([], bare).printed).toBe(printed);
  });

  it('importing the package says the same', () => {
    made.install([], bare);
    expect(printedBy("import('./src/addon.ts').catch(e => console.log(e.message))")).toBe(read('build/failure.txt'));
  });

  it('a build that was asked for fails', () => {
    expect(made.install(['--force'], bare).code).toBe(1);
  });
});

describe.skipIf(obstacle() !== undefined)('with a compiler', () => {
  it.skipIf(!existsSync(BUILD))('the addon of this checkout is that of its sources', () => {
    expect(isCompiled(), 'run: npm rebuild tfjs-backend-native').toBe(true);
  });

  it('compiles once, and again when a source changes', () => {
    const { code, printed } = made.install();
    expect(code).toBe(0);
    expect(printed).toMatch(/^tfjs-backend-native: compiling .*\ntfjs-backend-native: compiled in \d+ s\n$/);
    expect(made.install()).toEqual({ code: 0, printed: '' });
    writeFileSync(file('native/addon.cc'), `${SOURCE}// changed\n`);
    expect(made.install().printed).toContain('compiled in');
  });

  it('it is noticed when the addon is of other sources, as after a git pull', () => {
    made.install();
    const complaint = () => printedBy("import('./src/built.ts').then(built => console.log(built.obstacle()))");
    expect(complaint()).toBe('undefined\n');
    utimesSync(file('native/addon.cc'), new Date(), new Date(Date.now() + 60_000));
    expect(complaint()).toBe('undefined\n');
    writeFileSync(file('native/addon.cc'), `${SOURCE}// changed\n`);
    utimesSync(file('native/addon.cc'), new Date(), new Date(Date.now() + 60_000));
    expect(complaint()).toBe(
      'tfjs-backend-native was compiled from other sources than it has now\nRun: npm rebuild tfjs-backend-native\n',
    );
  });

  it("uses its own settings whatever npm's configuration says", () => {
    const { printed } = made.install([], { npm_config_nodedir: '/no/such/folder', npm_config_jobs: 'none' });
    expect(printed).toContain('compiled in');
  });

  it("leaves it to the repository's own script, which npm shows, unless a rebuild was asked for", () => {
    const npm = (command: string) => made.install([], { npm_lifecycle_event: 'install', npm_command: command });
    expect(npm('ci')).toEqual({ code: 0, printed: '' });
    expect(npm('rebuild').printed).toContain('compiled in');
  });

  it.each(["it's a folder", '(b) & "$c"; `d` #1 [é] %'])('compiles in a folder named %s', name => {
    const odd = miniature(name);
    expect(odd.install().printed).toContain('compiled in');
    rmSync(dirname(odd.folder), { recursive: true });
  });

  it('compiles nothing where it was told not to', () => {
    expect(made.install([], { TFJS_NATIVE_SKIP: '1' })).toEqual({ code: 0, printed: '' });
    expect(existsSync(file('build'))).toBe(false);
  });

  it('reports the error of a source that does not compile, and drops the addon of the source before', () => {
    made.install();
    writeFileSync(file('native/addon.cc'), 'int broken( {}\n');
    const { code, printed } = made.install();
    expect(code).toBe(0);
    expect(printed).toMatch(/compiling failed: .*addon\.cc:1:.*error/);
    expect(existsSync(file(ADDON))).toBe(false);
    writeFileSync(file('native/addon.cc'), SOURCE);
    expect(made.install().printed).toContain('compiled in');
  });

  it('begins afresh after a compilation that was interrupted', () => {
    made.install();
    rmSync(file(ADDON));
    writeFileSync(file('build/outcome.txt'), 'started');
    writeFileSync(file('build/half-written.o'), '');
    expect(made.install().printed).toContain('compiled in');
    expect(existsSync(file('build/half-written.o'))).toBe(false);
  });
});
