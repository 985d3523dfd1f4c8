/** Draws docs/report.png, a picture of the page that `refold report` writes, with the Chromium on the path. `npx tsx scripts/draw-report.ts` */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeFileAtomic } from '@refold/core/io';
import sharp from 'sharp';
import { launch, program } from '../packages/lab/test/support/browser.ts';

if (program === undefined) throw new Error('There is no Chromium on the path.');
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'refold-report-'));
const browser = await launch();
try {
  const out = join(folder, 'report.html');
  execFileSync(process.execPath, [join(root, 'packages/lab/bin/refold.mjs'), 'report', '--out', out]);
  const page = await browser.newPage({ viewport: { width: 1280, height: 1150 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(out).href);
  await page.waitForSelector('html[data-state="ready"]');
  const path = join(folder, 'report.png');
  await page.screenshot({ path });
  // So few colours need no more than a palette.
  writeFileAtomic(
    join(root, 'docs/report.png'),
    await sharp(readFileSync(path)).png({ palette: true, effort: 10 }).toBuffer(),
  );
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
