import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download } from '../src/data/fetching/download.ts';
import { Unavailable } from '../src/data/fetching/unavailable.ts';
import { content, digest } from './support/content.ts';
import { withServer } from './support/server.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refold-download-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A server that knows ranges, and cuts the connection after `cutAfter` bytes of the first answer. */
function rangeServer(cutAfter = Number.POSITIVE_INFINITY, ranges: string[] = []) {
  let answers = 0;
  return (request: IncomingMessage, response: ServerResponse): void => {
    const range = request.headers.range ?? 'none';
    ranges.push(range);
    const from = range === 'none' ? 0 : Number(/bytes=(\d+)-/.exec(range)![1]);
    if (from >= content.length) {
      response.writeHead(416).end();
      return;
    }
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': content.length - from });
    if (answers++ === 0 && cutAfter < content.length)
      response.write(content.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 50));
    else response.end(content.subarray(from));
  };
}

describe('download', () => {
  const options = { digest, label: 'a.bin' };
  const path = (): string => join(folder, 'a.bin');

  it('reports its progress and checks the content', async () => {
    const seen: [number, number | undefined][] = [];
    await withServer(rangeServer(), url =>
      download(url, path(), { ...options, onProgress: ({ done, total }) => seen.push([done, total]) }),
    );
    expect(readFileSync(path())).toEqual(content);
    expect(seen.at(-1)).toEqual([10_000, 10_000]);
    expect(readdirSync(folder)).toEqual(['a.bin']);
  });

  it('goes on from where a lost connection left it', async () => {
    const ranges: string[] = [];
    await withServer(rangeServer(4_000, ranges), async url => {
      await expect(download(url, path(), options)).rejects.toThrow(Unavailable);
      expect(readdirSync(folder)).toEqual(['a.bin.part']);
      await download(url, path(), options);
    });
    expect(ranges).toEqual(['none', 'bytes=4000-']);
    expect(readFileSync(path())).toEqual(content);
  });

  it('starts over with a server that ignores ranges, and finishes a part that was whole', async () => {
    writeFileSync(`${path()}.part`, content.subarray(0, 100));
    await withServer(
      (_, response) => response.end(content),
      url => download(url, path(), options),
    );
    expect(readFileSync(path())).toEqual(content);
    rmSync(path());
    writeFileSync(`${path()}.part`, content);
    await withServer(rangeServer(), url => download(url, path(), options));
    expect(readFileSync(path())).toEqual(content);
  });

  it('asks for nothing when the file is there', async () => {
    writeFileSync(path(), content);
    await download('http://127.0.0.1:1/', path(), options);
  });

  it('throws wrong content away', async () => {
    await withServer(
      (_, response) => response.end('something else'),
      url => expect(download(url, path(), options)).rejects.toThrow(/isn't the official file/),
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('gives up on silence, before the answer and after', async () => {
    // One limit at a time: on a busy machine the answer itself may take longer than the other.
    await withServer(
      () => {},
      url =>
        expect(download(url, path(), { ...options, answerTimeout: 50 })).rejects.toThrow('no answer within 0.05 s'),
    );
    await withServer(
      (_, response) => response.writeHead(200, { 'content-length': 10_000 }).write('abc'),
      url => expect(download(url, path(), { ...options, stallTimeout: 50 })).rejects.toThrow('no data within 0.05 s'),
    );
    expect(readdirSync(folder)).toEqual(['a.bin.part']);
  });

  it('says what the server or the network said', async () => {
    await withServer(
      (_, response) => response.writeHead(404).end(),
      url => expect(download(url, path(), options)).rejects.toThrow('the server answered 404'),
    );
    await expect(download('http://127.0.0.1:1/', path(), options)).rejects.toThrow(Unavailable);
  });

  it('stops when told to, keeping the part', async () => {
    const stop = new AbortController();
    await withServer(
      (_, response) => response.writeHead(200, { 'content-length': 10_000 }).write('abc'),
      url =>
        expect(
          download(url, path(), { ...options, signal: stop.signal, onProgress: () => stop.abort() }),
        ).rejects.toThrow(/abort/i),
    );
    expect(readdirSync(folder)).toEqual(['a.bin.part']);
  });
});
