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
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
    const dirty =
      git('status', '--porcelain', '--', 'packages', 'experiments', ':(exclude)*.md') === '' ? '' : '-dirty';
    return `${git('rev-parse', '--short', 'HEAD')}${dirty}`;
  } catch {
    return 'unknown';
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
