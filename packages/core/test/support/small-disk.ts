/** File systems of a few kilobytes, which Linux lets a user make in a namespace of their own. */
import { spawnSync } from 'node:child_process';

/** Whether this system does. */
export const hasSmallDisks = (): boolean =>
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

/** Runs node with `args` in a process for which `folder` is an empty disk of 512 kB, and returns what it prints, as JSON. */
export function onSmallDisk(folder: string, args: readonly string[]): unknown {
  const mounted = `mount -t tmpfs -o size=512k none "$0" && exec "$@"`;
  const node = [process.execPath, '--import', 'tsx', ...args];
  const { stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', mounted, folder, ...node], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}
