/** Git LFS pointers and pages in the place of a file, in every reader of files that come from elsewhere. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPinned } from '../src/data/fetching/checksum.ts';
import { readPgm } from '../src/data/formats/pgm.ts';
import { decodeImage } from '../src/data/formats/picture.ts';
import { readLabelMap, readScaled } from '../src/data/formats/scaling.ts';
import { inMemory } from '../src/io/bytes.ts';
import { readNetwork } from '../src/io/network-file.ts';
import { readSafetensors } from '../src/io/safetensors.ts';
import { standIn, standInAt } from '../src/io/stand-in.ts';
import { readTorch } from '../src/io/torch-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-stand-in-'));
const path = join(folder, 'file');
afterAll(() => rmSync(folder, { recursive: true }));

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;

const READERS: readonly (readonly [string, () => unknown])[] = [
  ['readSafetensors', () => readSafetensors(path)],
  ['readNetwork', () => readNetwork(path)],
  ['readTorch', () => readTorch(path)],
  ['readPinned', () => readPinned(folder, { path: 'file', digest: 'md5:0' })],
  ['readPinned with a size', () => readPinned(folder, { path: 'file', bytes: 10_000, digest: 'md5:0' })],
  ['readPgm', () => readPgm(path)],
  ['decodeImage', () => decodeImage(path, 8, { resize: 8 })],
  ['readScaled', () => readScaled(path, [8, 8])],
  ['readLabelMap', () => readLabelMap(path, [8, 8])],
];

describe.each(READERS)('%s', (_, read) => {
  it.each([
    ['a Git LFS pointer', POINTER, 'Run `git lfs pull`'],
    ['an HTML page', '\ufeff\n<!-- saved -->\n<!DOCTYPE html><html><body>Sign in</body></html>', 'in a browser'],
    ['an XML document', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "a server's error message"],
  ])('names %s', async (what, content, advice) => {
    writeFileSync(path, content);
    const refused = async (): Promise<unknown> => await read();
    await expect(refused()).rejects.toThrow(`${path} is ${what}, not the file itself`);
    await expect(refused()).rejects.toThrow(advice);
  });
});

it.each([
  ['<html lang="en">', 'an HTML page'],
  ['<?xml version="1.0" encoding="utf-8"?>\n<!doctype HTML PUBLIC "">', 'an HTML page'],
  ['<HEAD>', 'an HTML page'],
])('%s begins a page', (text, what) => expect(standIn(inMemory(Buffer.from(text)))?.what).toBe(what));

it.each(['', 'PK\u0003\u0004', '<svg>', 'version 2', '{"error":"html"}'])('%j stands for nothing else', text =>
  expect(standIn(inMemory(Buffer.from(text)))).toBeUndefined(),
);

it('comments alone are no page, which is clear at once', () => {
  const comments = Buffer.from('<!---->'.repeat(100));
  const begin = process.cpuUsage();
  expect(standIn(inMemory(comments))).toBeUndefined();
  expect(process.cpuUsage(begin).user / 1e6).toBeLessThan(1); // where a comment may hold another's end, each one doubles the time
  const page = Buffer.concat([comments.subarray(0, 280), Buffer.from('<html>')]);
  expect(standIn(inMemory(page))?.what).toBe('an HTML page');
});

it('a folder in the place of a file stands for nothing', () => expect(standInAt(folder)).toBeUndefined());
