/** What a command says by environment variables reaches it through turbo as well. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

const GIVEN = {
  HTTPS_PROXY: 'http://proxy.example:1',
  HTTP_PROXY: 'http://proxy.example:2',
  NO_PROXY: 'localhost',
  https_proxy: 'http://proxy.example:3',
  http_proxy: 'http://proxy.example:4',
  no_proxy: '.example',
  NODE_EXTRA_CA_CERTS: join(root, 'package.json'),
  SSL_CERT_FILE: join(root, 'package.json'),
  VK_ICD_FILENAMES: '/usr/share/vulkan/icd.d/any.json',
  CUDA_VISIBLE_DEVICES: '1',
  OMP_NUM_THREADS: '2',
  REFOLD_DATA: join(root, 'elsewhere'),
  TFJS_NATIVE_DETERMINISTIC: '1',
  XDG_CACHE_HOME: join(root, 'cache'),
};

it('passes the environment to a task', () => {
  const folder = mkdtempSync(join(tmpdir(), 'refold-turbo-'));
  try {
    const task = join(folder, 'packages', 'toy');
    mkdirSync(task, { recursive: true });
    cpSync(join(root, 'turbo.json'), join(folder, 'turbo.json'));
    const manifest = { name: 'toys', private: true, packageManager: 'npm@11.19.1', workspaces: ['packages/*'] };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(
      join(task, 'package.json'),
      JSON.stringify({ name: 'toy', scripts: { reproduce: 'node print.mjs' } }),
    );
    writeFileSync(join(task, 'print.mjs'), 'console.log(JSON.stringify(process.env));');
    const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/turbo/bin/turbo'), 'run', 'reproduce'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...GIVEN, TURBO_TELEMETRY_DISABLED: '1' },
    });
    const printed = /^toy:reproduce: (\{.*\})$/m.exec(stdout)?.[1] ?? '{}';
    expect(JSON.parse(printed)).toMatchObject(GIVEN);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
