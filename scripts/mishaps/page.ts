/** The table of docs/reliability.md: a line for each kind of mishap. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import { ROOT } from '../../packages/lab/src/plan/folders.ts';
import { filled } from '../bench/page.ts';
import type { Damages } from './look.ts';

const PAGE = 'docs/reliability.md';

/** A mishap, and what was found after it. */
export interface Mishap extends Damages {
  readonly time: number;
  /** 'none' where the command came to its end before. */
  readonly mishap: 'kill' | 'full disk' | 'none';
  readonly seconds: string;
  /** The command's exit code, or the error that it ended with. */
  readonly ending: string;
  /** Runs whose metrics aren't those of the undisturbed ones. */
  readonly differing: number;
}

const NAMES = { kill: '`kill -9`', 'full disk': 'full disk', none: 'none: the end came before' } as const;

export function drawMishaps(all: readonly Mishap[]): void {
  const lines = (Object.keys(NAMES) as (keyof typeof NAMES)[]).map(mishap => {
    const own = all.filter(one => one.mishap === mishap);
    const sum = (column: 'csv' | 'checkpoints' | 'damaged' | 'differing') =>
      own.reduce((total, one) => total + one[column], 0);
    const most = (column: 'epochsLost' | 'stepsLost') => Math.max(0, ...own.map(one => one[column]));
    return [
      NAMES[mishap],
      own.length,
      `${sum('csv')} CSV files, ${sum('checkpoints')} checkpoints`,
      sum('damaged'),
      most('epochsLost'),
      most('stepsLost'),
      sum('differing'),
    ];
  });
  const heads = [
    'mishap',
    'times',
    'looked at',
    'damaged',
    'epochs lost at most',
    'steps lost at most',
    'runs with other values',
  ];
  const table = [heads, heads.map(() => '---'), ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n');
  const page = join(ROOT, PAGE);
  writeFileAtomic(page, filled(readFileSync(page, 'utf8'), PAGE, 'mishaps', table));
}
