/** Papers are folders, experiments/<paper>/index.ts, loaded on request. The lab knows none of them by name. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RefoldError } from '@refold/core';
import type { Paper } from '../define/paper.ts';
import { unknownName } from '../terminal/suggestions.ts';

/** The papers that have experiments, by name. */
export function paperNames(experiments: string): readonly string[] {
  if (!existsSync(experiments)) return [];
  return readdirSync(experiments)
    .filter(name => existsSync(join(experiments, name, 'index.ts')))
    .sort();
}

/**
 * Loads a paper's index.
 * @throws RefoldError for an unknown paper, with similar names, and for one whose index has no such default export
 */
export async function loadPaper(experiments: string, name: string): Promise<Paper> {
  const names = paperNames(experiments);
  if (!names.includes(name)) throw unknownName('paper', name, names);
  const path = indexPath(experiments, name);
  const paper = await importPaper(path);
  if (paper?.paper !== name)
    throw new RefoldError(`${path} must export definePaper({ paper: '${name}', ... }) as default`);
  return paper;
}

/** The default export of a paper's index. */
export async function importPaper(path: string): Promise<Paper | undefined> {
  const { default: paper } = (await import(pathToFileURL(path).href)) as { default?: Paper };
  return paper;
}

/** The path of a paper's index. */
export const indexPath = (experiments: string, paper: string): string => join(experiments, paper, 'index.ts');

/** The path of a file of values that the paper prints. */
export const printedPath = (experiments: string, paper: string, file: string): string =>
  join(experiments, paper, 'paper', file);
