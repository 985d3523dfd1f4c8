/** Which pictures and classes a folder in ImageNet's layout has, and what in it is neither. */
import { existsSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { RefoldError } from '../../error.ts';
import { suggestions } from '../../suggestions.ts';
import type { Split } from '../dataset.ts';
import type { Labels } from '../labels.ts';
import { entriesOf, isOtherPicture, isPicture, someOf } from './listing.ts';

export interface ClassListing {
  readonly classes: readonly string[];
  /** Paths of the pictures. */
  readonly files: readonly string[];
  readonly labels: Labels;
  /** Which classes there are, and what was skipped. */
  readonly notices: readonly string[];
}

/** The folders of a split; the first one that is there is used. */
const FOLDERS: Readonly<Record<Split, readonly string[]>> = {
  train: ['train'],
  test: ['val', 'valid', 'validation', 'test'],
};

/**
 * Lists the pictures of a split. Classes are numbered in the order of train's folder names.
 * @throws RefoldError when the layout is another one, a class has no pictures, or train lacks a class
 */
export function listClasses(root: string, name: string, split: Split): ClassListing {
  const [folder = '', ...unused] = splitFolders(root, split);
  const train = join(root, 'train');
  const here = classFolders(folder);
  const classes = [...(split === 'test' && existsSync(train) ? classFolders(train) : here).names.keys()];
  requireKnown(folder, [...here.names.keys()], train, classes);

  const skipped = new Skipped(folder);
  skipped.add(folder, here.entries, here.entries.files);
  const files: string[] = [];
  const labels: number[] = [];
  const empty: string[] = [];
  for (const [name, folderName] of here.names) {
    const classFolder = join(folder, folderName);
    const entries = entriesOf(classFolder);
    const pictures = entries.files.filter(isPicture);
    const others = entries.files.filter(file => !isPicture(file));
    skipped.add(classFolder, entries, others);
    skipped.nested.push(...entries.folders.map(nested => join(classFolder, nested)));
    if (pictures.length === 0) empty.push(`${classFolder}${unread(others)}`);
    const label = classes.indexOf(name);
    for (const picture of pictures) {
      files.push(join(classFolder, picture));
      labels.push(label);
    }
  }
  if (empty.length > 0) {
    const [holds, it] = empty.length === 1 ? ['holds', 'it'] : ['hold', 'them'];
    throw new RefoldError(`${someOf(empty)} ${holds} no pictures that can be read: remove ${it} or fill ${it}.`);
  }
  const about = `${name} (${split}): ${counted(files.length, 'picture')} in ${counted(here.names.size, 'class', 'classes')} from ${folder}`;
  const absent = classes.filter(known => !here.names.has(known));
  return {
    classes,
    files,
    labels: { kind: 'class', values: Int32Array.from(labels) },
    notices: [
      `${about}: ${numbered(classes)}`,
      ...(absent.length > 0 ? [`${folder} has no pictures of ${someOf(absent)}, which ${train} has`] : []),
      ...(unused.length > 0 ? [`not read: ${someOf(unused)}`] : []),
      ...skipped.notices(),
    ],
  };
}

/**
 * Looks whether both splits are there, each with class folders, and files in the first of them.
 * @throws RefoldError naming what is missing
 */
export function checkClasses(root: string): void {
  for (const split of ['train', 'test'] as const) {
    const folder = splitFolders(root, split)[0]!;
    const [first = ''] = classFolders(folder).names.values();
    if (entriesOf(join(folder, first)).files.length === 0)
      throw new RefoldError(`${join(folder, first)} holds no files.`);
  }
}

/** The folders of a split that are there. @throws RefoldError where there are none */
function splitFolders(root: string, split: Split): readonly string[] {
  const found = FOLDERS[split].map(name => join(root, name)).filter(folder => existsSync(folder));
  if (found.length === 0) throw new RefoldError(noFolder(root, split));
  return found;
}

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Every class with its number where they fit on a line, else the first and the last ones. */
function numbered(classes: readonly string[]): string {
  const all = classes.map((name, i) => `${i} ${name}`);
  return all.length <= 30 ? all.join(', ') : `${all.slice(0, 10).join(', ')}, ..., ${all.slice(-3).join(', ')}`;
}

function noFolder(root: string, split: Split): string {
  const names = FOLDERS[split];
  const there = entriesOf(root).folders;
  const holds = there.length > 0 ? ` It holds the folders ${someOf(there)}.` : '';
  return (
    `there is no folder ${join(root, names[0]!)}${names.length > 1 ? ` (nor ${names.slice(1).join(', ')})` : ''}: pictures are ` +
    `expected in ${names[0]}/<class>/.${holds}`
  );
}

/** The class folders by their classes: systems differ in how they write an accented letter, so names are compared in one form. */
function classFolders(folder: string) {
  const entries = entriesOf(folder);
  if (entries.folders.length === 0) {
    throw new RefoldError(`${folder} holds no class folders: sort its pictures into one folder for each class.`);
  }
  const names = new Map<string, string>();
  for (const name of [...entries.folders].sort((a, b) => (a.normalize() < b.normalize() ? -1 : 1))) {
    if (names.has(name.normalize())) {
      throw new RefoldError(
        `${folder} has two folders named '${name.normalize()}', which differ only in how Unicode writes them: rename one.`,
      );
    }
    names.set(name.normalize(), name);
  }
  return { entries, names };
}

function requireKnown(folder: string, names: readonly string[], train: string, classes: readonly string[]): void {
  const unknown = names.filter(name => !classes.includes(name));
  if (unknown.length === 0) return;
  const near = suggestions(unknown[0]!, classes);
  const hint = near.length > 0 ? ` Did you mean ${near.map(name => `'${name}'`).join(' or ')}?` : '';
  const what = unknown.length === 1 ? 'no class' : 'no classes';
  throw new RefoldError(`${folder}: there is ${what} ${someOf(unknown.map(name => `'${name}'`))} in ${train}.${hint}`);
}

/** Says which pictures an empty class does have. */
const unread = (files: readonly string[]): string => {
  const formats = byFormat(files.filter(isOtherPicture));
  return formats === '' ? '' : ` (which has ${formats}; convert them to JPEG or PNG)`;
};

/** '12 .bmp, 1 .heic' */
function byFormat(files: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const file of files) {
    const format = extname(file).toLowerCase();
    counts.set(format, (counts.get(format) ?? 0) + 1);
  }
  return [...counts].map(([format, count]) => `${count} ${format}`).join(', ');
}

/** What is passed over, by the reason. */
class Skipped {
  readonly #root: string;
  readonly #hidden: string[] = [];
  readonly #broken: string[] = [];
  readonly #strays: string[] = [];
  readonly #unread: string[] = [];
  readonly nested: string[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  /** `strays` are the folder's files that aren't read. */
  add(
    folder: string,
    { hidden, broken }: { hidden: readonly string[]; broken: readonly string[] },
    strays: readonly string[],
  ): void {
    const within = (name: string): string => relative(this.#root, join(folder, name));
    this.#hidden.push(...hidden.map(within));
    this.#broken.push(...broken.map(within));
    for (const file of strays) (isOtherPicture(file) ? this.#unread : this.#strays).push(within(file));
  }

  notices(): readonly string[] {
    const nested = this.nested.map(path => relative(this.#root, path));
    const kinds: readonly (readonly [what: string, names: readonly string[]])[] = [
      ['hidden', this.#hidden],
      ['links that lead nowhere', this.#broken],
      ['files that are not pictures of a class', this.#strays],
      [`pictures in formats that are not read (${byFormat(this.#unread)}); convert them to JPEG or PNG`, this.#unread],
      ['folders inside a class', nested],
    ];
    return kinds
      .filter(([, names]) => names.length > 0)
      .map(([what, names]) => `skipped in ${this.#root}, ${what}: ${someOf(names)}`);
  }
}
