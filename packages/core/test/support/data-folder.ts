/** A data folder of a test file's own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';

/** An empty folder that is the data folder while the file's tests run, and is removed after them. */
export function ownDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'refold-data-'));
  beforeAll(() => {
    vi.stubEnv('REFOLD_DATA', folder);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
