/** Files that stand where another should be: what a clone without Git LFS leaves, and what a server sends instead of a file. */
import { statSync } from 'node:fs';
import { RefoldError } from '../error.ts';
import { type ByteSource, inMemory, withFile } from './bytes.ts';

/** What a file is instead, and what to do. */
export interface StandIn {
  readonly what: string;
  readonly advice: string;
}

/** Bytes that are enough to tell by. */
const HEAD = 512;

const LFS_POINTER = /^version https:\/\/(git-lfs|hawser)\.github\.com\/spec\//;
const HTML = /^\s*(<!--(?:(?!-->)[\s\S])*-->\s*)*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html|head|body|title)\b/i;
const XML = /^\s*<\?xml\b/i;

/** What a file's first bytes say that it is instead; undefined where they say nothing of the kind. */
export function standIn(file: ByteSource): StandIn | undefined {
  const text = new TextDecoder().decode(file.slice(0, Math.min(file.size, HEAD)));
  if (LFS_POINTER.test(text)) {
    return {
      what: 'a Git LFS pointer',
      advice: 'Run `git lfs pull` where it was cloned, or download the file from its page.',
    };
  }
  if (HTML.test(text)) {
    return {
      what: 'an HTML page',
      advice:
        'The server sent a page, such as a login or a notice: open its address in a browser and save the file from there.',
    };
  }
  return XML.test(text)
    ? { what: 'an XML document', advice: "It is most likely a server's error message: open it to read what it says." }
    : undefined;
}

/** What the file at `path` is instead, as `standIn`; undefined if there is no file. */
export const standInAt = (path: string): StandIn | undefined =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ? withFile(path, standIn) : undefined;

/**
 * Refuses a file whose first bytes are those of a stand-in.
 * @param file its bytes; default: those at `path`
 * @throws RefoldError saying what the file at `path` is, and what to do
 */
export function refuseStandIn(path: string, file?: ByteSource | Uint8Array): void {
  const source = file instanceof Uint8Array ? inMemory(file) : file;
  const found = source === undefined ? standInAt(path) : standIn(source);
  if (found !== undefined) throw new RefoldError(`${path} is ${found.what}, not the file itself. ${found.advice}`);
}
