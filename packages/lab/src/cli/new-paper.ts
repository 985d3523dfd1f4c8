/** A new paper's files, written from packages/lab/template. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { RefoldError } from '@refold/core';
import { explainWrite } from '@refold/core/io';

const TEMPLATE = join(import.meta.dirname, '../../template');
/** What the template calls its paper. */
const PLACEHOLDER = 'new-paper';
/** Folders of the template, and where they go. */
const PLACES = { package: 'packages', experiments: 'experiments' };

/**
 * Writes packages/<name> and experiments/<name>, a paper with one table that runs: both, or nothing.
 * @returns the paths of its files, from the root
 * @throws RefoldError for a name that is malformed or taken, and where the folders can't be written
 */
export function writePaper(root: string, name: string): readonly string[] {
  checkName(root, name);
  const moves = Object.entries(PLACES).map(([part, place]) => ({ part, target: join(root, place, name) }));
  const written: string[] = [];
  try {
    const staged = moves.map(({ part, target }) => {
      mkdirSync(dirname(target), { recursive: true });
      const folder = mkdtempSync(join(dirname(target), `.${name}-`));
      written.push(folder);
      const to = join(folder, name);
      copyNamed(join(TEMPLATE, part), to, name);
      return { folder, to, target };
    });
    for (const { to, target } of staged) {
      renameSync(to, target);
      written.push(target);
    }
    for (const { folder } of staged) rmSync(folder, { recursive: true });
  } catch (cause) {
    for (const folder of written) rmSync(folder, { recursive: true, force: true });
    throw explainWrite(moves.map(({ target }) => target).join(' and '), cause);
  }
  return moves.flatMap(({ target }) => filesIn(target).map(file => relative(root, join(target, file))));
}

/** Copies a folder, with the paper's name for the template's. */
function copyNamed(from: string, to: string, name: string): void {
  for (const file of filesIn(from)) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    writeFileSync(join(to, file), readFileSync(join(from, file), 'utf8').replaceAll(PLACEHOLDER, name));
  }
}

/** The paths of a folder's files, however deep. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .sort();

function checkName(root: string, name: string): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) {
    throw new RefoldError(
      `'${name}' can't be the name of a paper: it names a package, so write it as lower-case words and digits joined by hyphens, of at most 40 characters, like sparse-momentum`,
    );
  }
  if (isBuiltin(name)) throw new RefoldError(`'${name}' is a module of Node: choose another name`);
  const taken = ['packages', 'experiments', 'results', 'node_modules'].find(place =>
    existsSync(join(root, place, name)),
  );
  if (taken !== undefined) throw new RefoldError(`${taken}/${name} exists already: choose another name`);
  if (name === ROOT_PACKAGE) throw new RefoldError(`'${name}' is the repository's own name: choose another`);
}

/** What the root's package.json calls the repository: npm wants names of packages to differ. */
const ROOT_PACKAGE = 'refold';
