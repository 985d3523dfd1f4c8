import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'refold-lab-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A root for the paper `toy` whose index, in JavaScript, is that text. It goes away with the test. */
export function rootWithIndex(index: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'experiments/toy'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'experiments/toy/index.ts'), index);
  return folder;
}
