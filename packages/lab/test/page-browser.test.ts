/** The page of all results in a real browser, as it opens from a disk. Where there is no Chromium, these tests are skipped. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldersOf, ROOT } from '../src/plan/folders.ts';
import { paperNames } from '../src/plan/papers.ts';
import { launch, program, violations } from './support/browser.ts';

if (program === undefined) console.warn('The page of results is not tested in a browser: there is no Chromium.');

/** Papers whose results are small, and have two scales, quoted rows and figures. */
const PAPERS = ['aofp', 'resrep'];

/** Writes the page of papers as a reader does. */
const report = (out: string, ...papers: string[]): void => {
  execFileSync(process.execPath, [join(import.meta.dirname, '../bin/refold.mjs'), 'report', ...papers, '--out', out]);
};

/** Where the cells of a table's column stand. */
const TABLE = '#resrep-table-2';

describe.skipIf(program === undefined)('the page of results', { timeout: 120_000 }, () => {
  let folder: string;
  let small: string;
  let browser: Browser;
  let page: Page;
  let wrong: readonly string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'refold page-'));
    small = join(folder, 'small.html');
    report(small, ...PAPERS);
    browser = await launch();
    ({ page, wrong } = await view());
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The page once all of it is there, and what went wrong so far: a message of the console, a request to anywhere. */
  async function view(width = 1280, colorScheme: 'light' | 'dark' = 'light', file = small) {
    // The page forbids scripts from elsewhere; axe is one.
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    const wrong: string[] = [];
    page.on('console', message => wrong.push(message.text()));
    page.on('pageerror', error => wrong.push(String(error)));
    page.on('request', request => {
      if (!/^(?:file|data):/.test(request.url())) wrong.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('html[data-state="ready"]');
    return { page, wrong };
  }

  const texts = async (selector: string): Promise<readonly string[]> =>
    (await page.locator(selector).allTextContents()).map(text => text.trim());

  const everything = async (): Promise<void> => {
    await page.click('.found button');
    await page.waitForSelector('#overview');
  };

  it('has a line for each paper, and a section below', async () => {
    expect(await page.locator('.overview tbody tr').count()).toBe(PAPERS.length);
    expect(await page.locator('main > .paper-section').count()).toBe(PAPERS.length);
  });

  it('sorts by a heading: up, down, and as the paper has it', async () => {
    const rows = () => texts(`${TABLE} tbody th`);
    const before = await rows();
    const heading = page.locator(`${TABLE} thead th`).first();
    await heading.locator('button').click();
    expect(await heading.getAttribute('aria-sort')).toBe('ascending');
    const { compare } = new Intl.Collator('en', { numeric: true });
    const sorted = [...before].sort(compare);
    expect(sorted).not.toEqual(before);
    expect(await rows()).toEqual(sorted);
    await heading.locator('button').click();
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
    expect(await rows()).toEqual([...sorted].reverse());
    await heading.locator('button').click();
    expect(await rows()).toEqual(before);
  });

  it('sorts numbers as numbers, and puts empty cells last', async () => {
    await page.locator(`${TABLE} thead button`).nth(1).click();
    const cells = await page.locator(`${TABLE} tbody td:nth-child(2)`).all();
    const numbers = await Promise.all(
      cells.map(async cell => {
        const shown = cell.locator('.measured, .paper').last();
        return (await shown.count()) === 0 ? Number.POSITIVE_INFINITY : Number.parseFloat(await shown.innerText());
      }),
    );
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });

  it('finds rows, claims and figures by all words of a search', async () => {
    await page.fill('input[type="search"]', 'resrep mobilenet');
    await page.waitForSelector('.found button');
    const rows = await texts('.grid tbody th');
    expect(rows.length).toBeGreaterThan(0);
    expect(await page.locator('#overview').count()).toBe(0);
    expect(await page.locator('#aofp').count()).toBe(0);
    await page.fill('input[type="search"]', 'no such words');
    await page.waitForFunction("document.querySelector('.found').textContent.startsWith('0 rows')");
    expect(await page.locator('.paper-section').count()).toBe(0);
    await everything();
  });

  it('filters by verdict and by scale', async () => {
    await page.selectOption('.toolbar select >> nth=0', 'claim:does not hold');
    await page.waitForSelector('.found button');
    expect(new Set(await texts('.badge'))).toEqual(new Set(['✗ does not hold']));
    expect(await page.locator('.grid').count()).toBe(0);
    await page.selectOption('.toolbar select >> nth=0', 'value:differs');
    await page.waitForSelector('.grid');
    for (const row of await page.locator('.grid tbody tr').all()) {
      expect(await row.locator('.cell.warn').count()).toBeGreaterThan(0);
    }
    await everything();
    await page.selectOption('.toolbar select >> nth=1', 'standard');
    await page.waitForSelector('.found button');
    expect((await texts('.conditions')).every(text => text.startsWith('scale standard'))).toBe(true);
    await everything();
  });

  it('tells all of a value from the keyboard, and comes back', async () => {
    const cell = page.locator(`${TABLE} .cell`).first();
    await cell.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    const second = await page.evaluate('document.activeElement.closest("td").cellIndex');
    expect(second).toBeGreaterThan(1);
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open]');
    expect(await page.locator('dialog dt').allTextContents()).toContain('File');
    expect(await page.textContent('dialog')).toContain('results/resrep/');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog:not([open])', { state: 'attached' });
    expect(await page.evaluate('document.activeElement.closest("td").cellIndex')).toBe(second);
  });

  it('shows the interval of a claim and how it was judged', async () => {
    await page.locator('#resrep .badge').first().click();
    await page.waitForSelector('dialog[open]');
    expect(await page.locator('dialog dt').allTextContents()).toEqual(
      expect.arrayContaining(['95 % interval', 'Method', 'Commit']),
    );
    await page.click('dialog .close');
    expect(await page.locator('#resrep .forest').count()).toBeGreaterThan(5);
  });

  it('has runs, and drawings once they come into sight', async () => {
    await page.locator('#resrep-runs + details summary').click();
    expect(await page.locator('#resrep .runs tbody tr').count()).toBeGreaterThan(10);
    await page.locator('#resrep-figures').scrollIntoViewIfNeeded();
    await page.waitForSelector('#resrep .drawing svg');
  });

  it('keeps the colours that the reader chose', async () => {
    const theme = () => page.evaluate('document.documentElement.dataset.theme');
    await page.selectOption('.toolbar select >> nth=2', 'dark');
    expect(await theme()).toBe('dark');
    await page.reload();
    await page.waitForSelector('html[data-state="ready"]');
    expect(await theme()).toBe('dark');
    await page.selectOption('.toolbar select >> nth=2', 'system');
    expect(await theme()).toBe('light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForFunction("document.documentElement.dataset.theme === 'dark'");
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('asks for nothing and reports no error', () => expect(wrong).toEqual([]));

  it('has all papers in less than 3 MB, and paints the overview before it draws them', async () => {
    const all = join(folder, 'all.html');
    report(all);
    expect(statSync(all).size).toBeLessThan(3e6);
    const { page, wrong } = await view(400, 'light', all);
    const [painted, drawn] = (await page.evaluate(
      "[performance.getEntriesByName('first-contentful-paint')[0].startTime, performance.now()]",
    )) as [number, number];
    expect(painted).toBeLessThan(drawn / 2);
    expect(await page.locator('.overview tbody tr').count()).toBe(paperNames(foldersOf(ROOT).experiments).length);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    expect(wrong).toEqual([]);
    await page.close();
  });

  it.each([
    ['light', 1280],
    ['dark', 400],
  ] as const)('passes axe and fits the window, %s at %d px', async (scheme, width) => {
    const { page, wrong } = await view(width, scheme);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(wrong).toEqual([]);
    await page.close();
  });
});
