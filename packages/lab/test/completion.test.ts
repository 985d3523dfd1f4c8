/** The completion scripts: that of bash at work in a bash, the others by what they say. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Command } from '../src/cli/command.ts';
import { bashScript } from '../src/cli/completion/bash.ts';
import { fishScript } from '../src/cli/completion/fish.ts';
import { type CommandGrammar, grammarOf } from '../src/cli/completion/grammar.ts';
import { namesIn } from '../src/cli/completion/names.ts';
import { zshScript } from '../src/cli/completion/zsh.ts';
import { foldersOf, ROOT } from '../src/plan/folders.ts';

const run = async () => 0;
const commands: readonly Command[] = [
  {
    name: 'fold',
    positionals: ['<model>'],
    summary: "Fold a model's layers.",
    options: {
      data: { type: 'string', value: 'dataset', help: "the dataset's images: [h, w, c]" },
      out: { type: 'string', short: 'o', value: 'file', help: async () => 'where to' },
      report: { type: 'boolean', help: 'say more' },
    },
    example: 'refold fold resnet-20',
    run,
  },
  { name: 'new', positionals: ['paper', '<name>'], summary: 'Begin.', options: {}, example: 'refold new paper x', run },
  { name: 'runs', positionals: ['[paper or file...]'], summary: 'List.', options: {}, example: 'refold runs', run },
  { name: 'show', positionals: ['<bash|zsh>'], summary: 'Print.', options: {}, example: 'refold show zsh', run },
];
const names = { model: ['resnet-20', 'resnet-56', 'vgg-16'], dataset: ['cifar10', 'cifar100'], paper: ['dbb', 'gsm'] };

let grammar: readonly CommandGrammar[];
const folder = mkdtempSync(join(tmpdir(), 'refold-completion-'));
const script = join(folder, 'refold.bash');
beforeAll(async () => {
  grammar = await grammarOf(commands, names);
  writeFileSync(script, bashScript(grammar));
});
afterAll(() => rmSync(folder, { recursive: true }));

const hasBash = spawnSync('bash', ['-c', 'true']).status === 0;

/** What bash offers after that line, as it would split it into words: the last one is what is completed. */
function offered(...words: readonly string[]): readonly string[] {
  const told = execFileSync(
    'bash',
    [
      '-c',
      `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _refold; printf '%s\\n' "\${COMPREPLY[@]}"`,
      script,
      'refold',
      ...words,
    ],
    { encoding: 'utf8' },
  );
  return told.split('\n').filter(line => line !== '');
}

describe.skipIf(!hasBash)('in bash', () => {
  it.each<[readonly string[], readonly string[]]>([
    [[''], ['fold', 'new', 'runs', 'show', 'help', '--help', '--version']],
    [['fo'], ['fold']],
    [['help', 'f'], ['fold']],
    [
      ['fold', 'resnet'],
      ['resnet-20', 'resnet-56'],
    ],
    [['fold', '--r'], ['--report']],
    [
      ['fold', '-'],
      ['--data', '--out', '-o', '--report', '--verbose', '--help', '-h'],
    ],
    [
      ['fold', '--data', 'c'],
      ['cifar10', 'cifar100'],
    ],
    // bash makes three words of --data=cifar100.
    [
      ['fold', '--data', '=', 'cifar10'],
      ['cifar10', 'cifar100'],
    ],
    [
      ['fold', '--data', '='],
      ['cifar10', 'cifar100'],
    ],
    // An option's value isn't the model.
    [['fold', '--data', 'cifar10', 'v'], ['vgg-16']],
    [['fold', '--data', '=', 'cifar10', 'v'], ['vgg-16']],
    [['fold', '--report', 'v'], ['vgg-16']],
    [['fold', 'vgg-16', ''], []],
    // Files, which bash offers where the script has nothing.
    [['fold', '-o', ''], []],
    [['new', 'p'], ['paper']],
    [['new', 'paper', ''], []],
    [['runs', 'dbb', 'g'], ['gsm']],
    [
      ['show', ''],
      ['bash', 'zsh'],
    ],
    [['unknown', ''], []],
  ])('after %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  it('files are offered where nothing else fits', () => {
    const told = execFileSync('bash', ['-c', 'source "$0"; complete -p refold', script], { encoding: 'utf8' });
    expect(told).toBe('complete -o default -F _refold refold\n');
  });
});

it('in zsh and fish has the same commands, options and names, with what must be quoted quoted', () => {
  const zsh = zshScript(grammar);
  expect(zsh).toMatch(/^#compdef refold\n/);
  expect(zsh).toContain("'fold:Fold a model'\\''s layers.'");
  expect(zsh).toContain("'--data=[the dataset'\\''s images: \\[h, w, c\\]]:dataset:(cifar10 cifar100)'");
  expect(zsh).toContain("'(-o --out)-o+[where to]:file:_files'");
  const fish = fishScript(grammar);
  expect(fish).toContain("-l data -r -a 'cifar10 cifar100' -d 'the dataset\\'s images: [h, w, c]'\n");
  expect(fish).toContain("-l out -s o -r -F -d 'where to'\n");
  expect(fish).toContain("'__fish_seen_subcommand_from fold; and __refold_place 0 --data --out -o' -F -a 'resnet-20");
});

it('has the names that there are', async () => {
  const all = await namesIn(foldersOf(ROOT).experiments);
  expect(all).toMatchObject({
    paper: expect.arrayContaining(['repvgg']),
    model: expect.arrayContaining(['repvgg-a0', 'resnet-20-cifar10']),
    dataset: expect.arrayContaining(['cifar10']),
    scale: ['smoke', 'quick', 'standard', 'paper'],
    backend: expect.arrayContaining(['native']),
    rewriting: expect.arrayContaining(['dbb']),
    way: expect.arrayContaining(['l2', 'csgd']),
    format: expect.arrayContaining(['onnx']),
    weights: expect.arrayContaining(['resnet-20-cifar10']),
  });
});
