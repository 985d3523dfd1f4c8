/** A package of the same build, with next to nothing to compile. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));

/** The package's own way to find headers. */
const HEADERS = readFileSync(join(PACKAGE, 'binding.gyp'), 'utf8').match(/"include_dirs": (\[[^\]]*\])/)![1];
const GYP = `{ "targets": [{ "target_name": "tfjs_native", "sources": ["native/addon.cc"], "include_dirs": ${HEADERS} }] }`;
export const SOURCE = '#include <node_api.h>\nextern "C" int answer() { return NAPI_VERSION; }\n';

export interface Miniature {
  readonly folder: string;
  /** Runs scripts/install.mjs. @returns its exit code and what it printed */
  install(options?: readonly string[], environment?: Record<string, string>): { code: number | null; printed: string };
}

/** @param name of the folder */
export function miniature(name = 'native'): Miniature {
  const folder = join(mkdtempSync(join(tmpdir(), 'native-install-')), name);
  mkdirSync(folder);
  for (const part of ['scripts', 'gyp', 'src']) cpSync(join(PACKAGE, part), join(folder, part), { recursive: true });
  symlinkSync(MODULES, join(folder, 'node_modules'));
  mkdirSync(join(folder, 'native'));
  writeFileSync(join(folder, 'native/addon.cc'), SOURCE);
  writeFileSync(join(folder, 'binding.gyp'), GYP);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'miniature', type: 'module' }));
  return {
    folder,
    install: (options = [], environment = {}) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/install.mjs', ...options], {
        cwd: folder,
        env: { ...process.env, ...environment },
        encoding: 'utf8',
      });
      return { code: status, printed: stdout + stderr };
    },
  };
}

/** A folder that holds the named programs of this machine and no other: for PATH. */
export function pathOf(folder: string, programs: readonly string[]): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const program of programs) {
    const found = execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
    symlinkSync(found, join(bin, program));
  }
  return bin;
}
