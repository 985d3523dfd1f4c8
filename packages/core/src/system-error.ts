/** Errors of the operating system, as sentences that say what to do. */
import { RefoldError } from './error.ts';

/** What Node adds to an error of the operating system. */
interface SystemError extends Error {
  readonly code: string;
  readonly syscall: string;
  readonly path?: string;
}

const DOING: Readonly<Record<string, string>> = {
  access: 'open',
  chmod: 'change the permissions of',
  copyfile: 'copy',
  fsync: 'write',
  ftruncate: 'write',
  lstat: 'look at',
  mkdir: 'make the folder',
  mkdtemp: 'make a folder like',
  opendir: 'list',
  rm: 'remove',
  rmdir: 'remove',
  scandir: 'list',
  spawn: 'start',
  stat: 'look at',
  unlink: 'remove',
};

const ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'permission denied. Choose another folder or change its permissions.',
  EAGAIN: 'the system is out of processes or threads. End some, or run the same command later.',
  EBUSY: 'another program is using it.',
  EDQUOT:
    'your disk quota is used up. Free some space and run the same command again; what was saved before is intact.',
  EEXIST: 'something else is at this place, a link that leads nowhere perhaps. Remove it or choose another name.',
  EFBIG: 'the file would be larger than the file system or a limit (ulimit -f) allows.',
  EIO: 'the device failed. Check the disk; what was saved elsewhere is intact.',
  EISDIR: 'this path is a folder, not a file.',
  ELOOP: 'its links lead in a circle.',
  EMFILE: 'too many files are open. Raise the limit (ulimit -n) or lower --jobs.',
  ENAMETOOLONG: 'the name is too long for this file system. Choose a shorter one.',
  ENFILE: 'too many files are open on this machine. End some programs and run the same command again.',
  ENODEV: 'this path is a device that can’t be used so.',
  ENOENT: 'there is no such file or folder, or a link on the way leads nowhere.',
  ENOMEM: 'the machine is out of memory. End some programs or lower --jobs.',
  ENOSPC: 'the disk is full. Free some space and run the same command again; what was saved before is intact.',
  ENOTDIR: 'a part of this path is a file, not a folder.',
  ENOTEMPTY: 'the folder isn’t empty.',
  ENXIO: 'this path is a device that can’t be used so.',
  EPERM: 'permission denied. Choose another folder or change its permissions.',
  EROFS: 'the file system is read-only. Choose another folder.',
  ESTALE: 'the network folder was unmounted or changed. Run the same command again.',
  ETXTBSY: 'another program is using it.',
};

/**
 * The sentence for an error of the operating system: what couldn't be done, with which file, why, and what to do. Undefined for any other
 * error.
 * @param path the file or folder, where the system doesn't name it
 * @param doing what failed, in place of the name of the system call: 'write'
 */
export function explainSystemError(error: unknown, path?: string, doing?: string): RefoldError | undefined {
  if (!isSystemError(error)) return undefined;
  const call = doing ?? DOING[error.syscall.split(' ')[0]!] ?? error.syscall;
  const where = path ?? error.path;
  const advice = ADVICE[error.code] ?? `the system answers ${error.code}.`;
  return new RefoldError(`can't ${[call, where].filter(Boolean).join(' ')}: ${advice}`, { cause: error });
}

const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error &&
  'syscall' in error &&
  typeof error.syscall === 'string' &&
  'code' in error &&
  typeof error.code === 'string';
