import { execFileSync } from 'node:child_process';

/** Which code made a result, on which backend, and when. */
export interface Provenance {
  /** Empty where no backend took part. */
  readonly backend: string;
  readonly commit: string;
  readonly date: string;
}

/**
 * The short hash of the commit at `root`, with '-dirty' if packages/ or experiments/ have uncommitted changes, except in
 * Markdown, which a run may draw anew itself; 'unknown' outside git.
 */
export function commitOf(root: string): string {
  try {
    const dirty =
      gitIn(root, 'status', '--porcelain', '--', 'packages', 'experiments', ':(exclude)*.md') === '' ? '' : '-dirty';
    return `${gitIn(root, 'rev-parse', '--short', 'HEAD')}${dirty}`;
  } catch {
    return 'unknown';
  }
}

const gitIn = (root: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();

/**
 * Whether two commits train a paper's runs by the same code: tensors, kernels, dependencies, and the paper's own. What a configuration says
 * is in its hash. False where one of them isn't known here, or had changes.
 */
export function sameCode(root: string, paper: string, a: string, b: string): boolean {
  if (![a, b].every(commit => /^[0-9a-f]{7,40}$/.test(commit))) return false;
  const files = [
    'package-lock.json',
    'packages/core/src',
    'packages/tfjs-backend-native/binding.gyp',
    'packages/tfjs-backend-native/native',
    'packages/tfjs-backend-native/src',
    `packages/${paper}/src`,
    `experiments/${paper}/index.ts`,
  ];
  try {
    gitIn(root, 'diff', '--quiet', a, b, '--', ...files);
    return true;
  } catch {
    return false;
  }
}

/** Today, as YYYY-MM-DD (UTC). */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** Provenance of a result that several runs made: every backend, commit and date, joined by spaces. */
export function joinProvenances(all: readonly Provenance[]): Provenance {
  const distinct = (pick: (one: Provenance) => string) => [...new Set(all.map(pick))].sort().join(' ');
  return {
    backend: distinct(({ backend }) => backend),
    commit: distinct(({ commit }) => commit),
    date: distinct(({ date }) => date),
  };
}
