import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { refold, refoldIn } from './support/refold-command.ts';

/** In a process of its own, as from a shell. */
const spawned = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, '../bin/refold.mjs'), ...args], { encoding: 'utf8' });

describe('refold', () => {
  it('--help lists the commands', () => {
    const { status, stdout } = spawned('--help');
    expect(status).toBe(0);
    for (const name of [
      'reproduce',
      'compare',
      'runs',
      'verify',
      'models',
      'summary',
      'draw',
      'fold',
      'prune',
      'export',
      'data',
      'new',
      'doctor',
    ])
      expect(stdout).toContain(`  ${name}`);
  });

  it('tells a mistake by a message, without a stack trace, and exits with 1', () => {
    const { status, stdout, stderr } = spawned('sumary', 'resnet-50');
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: "error: unknown command 'sumary'. Did you mean summary?\n",
    });
  });

  it('compare --totals has a line for each table, their sum, and nothing else', async () => {
    const { status, stdout } = await refold('compare', 'repvgg', '--totals');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ +table +scale +printed +matched /);
    expect(stdout).toMatch(/^ +repvgg table-4 +\w+ +94 +50 /m);
    expect(stdout).toMatch(/^ +repvgg, all tables +\d+ [^\n]*\n$/m);
    expect(stdout).not.toContain('RepVGG-A0');
  });

  it('models lists those whose names match, with their counts and the error of published weights', async () => {
    const { status, stdout } = await refold('models', 'resnet-20-cifar*');
    expect(status).toBe(0);
    const [head, , ...lines] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^ {2}model +paper +input +parameters +multiply-adds +weights$/);
    expect(lines.map(line => line.trim().split(/ {2,}/))).toEqual([
      ['resnet-20-cifar', 'core', '32x32x3', '0.2697 M', '40.55 M'],
      ['resnet-20-cifar-projection', 'core', '32x32x3', '0.2725 M', '40.81 M'],
      ['resnet-20-cifar10', 'core', '32x32x3', '0.2697 M', '40.55 M', '8.27 % error'],
    ]);
    const listed = JSON.parse((await refold('models', 'pdanet', '--json')).stdout);
    expect(listed.length).toBeGreaterThan(0);
    expect(new Set(listed.map(({ paper }: { paper: string }) => paper))).toEqual(new Set(['pdanet']));
    expect((await refold('models', 'repvg')).stderr).toBe(
      "error: unknown paper or model 'repvg'. Did you mean repvgg?\n",
    );
    expect((await refold('models', 'x*')).stderr).toBe(
      "error: no model's name matches 'x*'. refold models lists all\n",
    );
  });

  it('summary --layers has a line for each layer, indented by what it is in', async () => {
    const { status, stdout } = await refold('summary', 'lenet-300-100', '--layers');
    expect(status).toBe(0);
    const lines = stdout.slice(stdout.indexOf('  layer ')).trimEnd().split('\n');
    expect(lines[0]).toMatch(/^ {2}layer +what +output +parameters +multiply-adds$/);
    expect(lines[2]).toMatch(/^ {2}network +chain +10 +266,610 +266,200$/);
    // 784·300 + 300
    expect(lines.filter(line => / linear, 784 → 300 +300 +235,500 +235,200$/.test(line))).toHaveLength(1);
  });

  it('summary --json has the counts of the trained and of the folded form', async () => {
    const { stdout } = await refold('summary', 'resnet-18', '--input', '32x32x3', '--classes', '10', '--json');
    expect(JSON.parse(stdout)).toEqual({
      model: 'resnet-18',
      input: [32, 32, 3],
      trained: { params: 11_181_642, macs: 37_016_576 },
      folded: { params: 11_176_842, macs: 37_016_576, winogradMuls: 19_977_216 },
    });
  });

  it('summary --with counts what a paper makes of a model', async () => {
    const { stdout } = await refold('summary', 'resnet-18', '--with', 'dbb', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      with: 'dbb',
      trained: { params: 26_288_296, macs: 4_126_183_424 },
      folded: { params: 11_684_712, macs: 1_814_073_344 },
    });
    expect((await refold('summary', 'resnet-18', '--with', 'dbx')).stderr).toBe(
      "error: unknown rewriting 'dbx'. Did you mean dbb?\n",
    );
  });

  it('data checks the pictures of a folder, and lists its classes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'refold-data-'));
    try {
      const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#777' } })
        .png()
        .toBuffer();
      const at = (...path: string[]) => join(folder, 'image-folder', ...path);
      for (const split of ['train', 'valid']) {
        for (const name of ['a', 'b', '.hidden']) {
          mkdirSync(at(split, name), { recursive: true });
          writeFileSync(at(split, name, '1.png'), picture);
        }
      }
      expect((await refoldIn({ REFOLD_DATA: folder }, 'data', 'image-folder')).stdout.split('\n')).toEqual([
        `image-folder (train): 2 pictures in 2 classes from ${at('train')}: 0 a, 1 b`,
        `skipped in ${at('train')}, hidden: .hidden`,
        `image-folder (test): 2 pictures in 2 classes from ${at('valid')}: 0 a, 1 b`,
        `skipped in ${at('valid')}, hidden: .hidden`,
        `test pictures that are in train as well: 2 of 2 (${at('valid', 'a', '1.png')}, ${at('valid', 'b', '1.png')})`,
        'image-folder: complete',
        '',
      ]);
      writeFileSync(at('train', 'b', '2.png'), 'no picture');
      const { status, stderr } = await refoldIn({ REFOLD_DATA: folder }, 'data', 'image-folder');
      expect(status).toBe(1);
      expect(stderr).toMatch(/^error: 1 of 3 pictures can't be decoded: .*2\.png/);
      const file = at('train', 'b', '1.png');
      for (const args of [['data'], ['data', 'mnist']]) {
        expect((await refoldIn({ REFOLD_DATA: file }, ...args)).stderr).toBe(
          `error: ${file} can't be the data folder: it is a file. Set REFOLD_DATA to another one.\n`,
        );
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('data lists datasets and weights, and names the near ones of a mistyped name', async () => {
    const jpeg = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#777' } })
      .jpeg()
      .toBuffer();
    const folder = mkdtempSync(join(tmpdir(), 'refold-data-'));
    try {
      mkdirSync(join(folder, 'weights'));
      writeFileSync(join(folder, 'weights', 'resnet56-4bfd9763.th'), 'half of it');
      writeFileSync(join(folder, 'Emotion6.zip'), 'PK half of it');
      mkdirSync(join(folder, 'oasis'));
      const { stdout } = await refoldIn({ REFOLD_DATA: folder }, 'data');
      expect(stdout).toMatch(/^ {2}cifar10 +6 of 6 files missing: refold data cifar10 /m);
      expect(stdout).toMatch(/^ {2}resnet-20-cifar10 +missing: refold data resnet-20-cifar10 /m);
      expect(stdout).toMatch(
        /^ {2}resnet-56-cifar10 +truncated or altered: weights\/resnet56-4bfd9763\.th\. To fetch it again: /m,
      );
      expect(stdout).toMatch(
        /^ {2}emotion6 +Emotion6\.zip is damaged or incomplete; what to do: refold data emotion6 /m,
      );
      expect(await refoldIn({ REFOLD_DATA: folder }, 'data', 'emotion6')).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^error: .*Emotion6\.zip can't be unpacked: .* \(truncated\)\. Get it anew, or /),
      });
      expect((await refoldIn({ REFOLD_DATA: folder }, 'data', 'oasis')).stderr).toMatch(
        /^error: .*OASIS\.csv doesn't exist\.\nGet OASIS from https:.* and put its OASIS\.csv/,
      );
      expect((await refoldIn({ REFOLD_DATA: folder }, 'doctor')).stdout).toMatch(/^ {2}damaged +emotion6, oasis: /m);
      const header = ',Theme,Category,Source,Valence_mean,Valence_SD,Valence_N,Arousal_mean,Arousal_SD,Arousal_N';
      const row = (theme: string) => `I,${theme},Object,x,4,1,100,3,1,100`;
      writeFileSync(join(folder, 'oasis', 'OASIS.csv'), [header, row('Acorns 1'), row('Acorns 2'), ''].join('\n'));
      mkdirSync(join(folder, 'oasis', 'images'));
      writeFileSync(join(folder, 'oasis', 'images', 'Acorns 1.jpg'), jpeg);
      const told = (await refoldIn({ REFOLD_DATA: folder }, 'data', 'oasis')).stdout.trimEnd().split('\n');
      expect(told).toEqual([
        expect.stringMatching(/2 pictures are listed, where 900 are known$/),
        expect.stringMatching(/one listed picture doesn't exist: images\/Acorns 2\.jpg$/),
        'oasis: complete',
      ]);
      expect((await refoldIn({ REFOLD_DATA: folder }, 'data', 'resnet-56-cifar10')).stderr).toMatch(
        /resnet56-4bfd9763\.th is truncated or was altered: its checksum is/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect((await refold('data', 'resnet-20-cifar')).stderr).toBe(
      "error: unknown dataset or weights: 'resnet-20-cifar'. Did you mean resnet-20-cifar10 or resnet-56-cifar10?\n",
    );
  });

  it('shows where an error comes from when asked', async () => {
    expect((await refold('summary', 'resnet-5', '--verbose')).stderr).toMatch(
      /unknown model 'resnet-5'.*resnet-50[\s\S]*\n {4}at /,
    );
  });
});
