import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, digestOfFile } from './checksum.ts';
import { Unavailable } from './unavailable.ts';

/** A published package whose tarball is known in advance. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly digest: Digest;
}

/**
 * Downloads a package's tarball into `folder` by running `npm pack`, so that the user's own npm configuration
 * (registry, proxy, certificates) holds. A tarball that is already there, and whole, is used again.
 * @returns the tarball's path
 * @throws Unavailable with npm's own reason
 */
export async function packNpm(wanted: NpmPackage, folder: string, signal?: AbortSignal): Promise<string> {
  const tarball = join(folder, `${wanted.name}-${wanted.version}.tgz`);
  const isWhole = async (): Promise<boolean> =>
    existsSync(tarball) && (await digestOfFile(tarball, wanted.digest)) === wanted.digest;
  if (await isWhole()) return tarball;
  mkdirSync(folder, { recursive: true });
  await runNpm(['pack', `${wanted.name}@${wanted.version}`, '--loglevel=error'], folder, signal);
  if (await isWhole()) return tarball;
  throw new Unavailable(`npm delivered a ${wanted.name}-${wanted.version}.tgz whose checksum isn't ${wanted.digest}`);
}

function runNpm(args: readonly string[], destination: string, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, {
      // The folder goes by environment: on Windows npm is a script, which needs a shell, and a path would need quoting.
      env: { ...npmEnvironment(), npm_config_pack_destination: destination, npm_config_fetch_retries: '1' },
      shell: process.platform === 'win32',
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(signal ? { signal } : {}),
    });
    let complaint = '';
    child.stderr.on('data', (piece: Buffer) => {
      complaint += piece.toString('utf8');
    });
    child.on('error', cause => {
      reject(
        signal?.aborted ? signal.reason : new Unavailable(`npm could not be started: ${cause.message}`, { cause }),
      );
    });
    child.on('close', code => (code === 0 ? resolve() : reject(new Unavailable(reasonOf(complaint)))));
  });
}

/** npm follows the proxies of the environment by itself. Its certificates are Node's, which reads SSL_CERT_FILE by another name only. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const { SSL_CERT_FILE, NODE_EXTRA_CA_CERTS = SSL_CERT_FILE } = process.env;
  return { ...process.env, ...(NODE_EXTRA_CA_CERTS !== undefined && { NODE_EXTRA_CA_CERTS }) };
}

/** npm's reason in one line: what it says after its codes, without prefixes and the pointer to a log file. */
function reasonOf(complaint: string): string {
  const lines = complaint
    .split('\n')
    .map(line => line.replace(/^npm (error|ERR!|warn)\s*/i, '').trim())
    .filter(line => line !== '' && !line.includes('complete log'));
  const said = lines.find(line => !/^(code|errno|syscall|path) /.test(line));
  return said ?? (lines.join('; ') || 'npm failed without saying why');
}
