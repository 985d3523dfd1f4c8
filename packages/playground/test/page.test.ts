/** The page in a real browser. Where there is no Chromium, these tests are skipped. */
import { formatExpression } from '@refold/core/notation';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program, violations } from '../../lab/test/support/browser.ts';
import { EXAMPLES } from '../src/examples/index.ts';
import { difference, Site, settled } from './support/page.ts';

if (program === undefined) console.warn('The playground is not tested: there is no Chromium.');

describe.skipIf(program === undefined)('the playground', { timeout: 120_000 }, () => {
  let site: Site;
  let page: Page;
  let wrong: readonly string[];
  beforeAll(async () => {
    site = await Site.open();
    ({ page, wrong } = await site.view());
  }, 180_000);
  afterAll(async () => {
    await site?.close();
  });

  const write = async (text: string): Promise<string> => {
    await page.fill('#expression', text);
    return await settled(page);
  };

  it('loads below any path, without an error or a failed request', async () => {
    expect(await difference(page)).toBeLessThan(1e-4);
    expect(await page.textContent('#backend')).toContain('wasm');
    expect(wrong).toEqual([]);
  });

  it.each(EXAMPLES.map(({ name, layer }) => [name, layer] as const))(
    'folds %s to the same outputs',
    async (name, layer) => {
      await page.selectOption('#example', name);
      expect(await settled(page)).toBe('ready');
      expect(await page.inputValue('#expression')).toBe(formatExpression(layer));
      // Different additions in single precision: a fold that is wrong errs by tenths. Exactly 0 would be one form run twice.
      const share = await difference(page);
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(1e-4);
      // Fewer parameters, fewer multiply-adds, or both: RepMLPNet's matrix gains a bias per place, and DBB's K×K loses its norm alone.
      const rows = await page.locator('#costs tbody tr').all();
      const ratios = await Promise.all(
        rows.map(async row => {
          const cells = (await row.locator('td').allTextContents()).map(text => Number(text.replaceAll(',', '')));
          return cells[1]! / cells[0]!;
        }),
      );
      expect(Math.min(...ratios)).toBeLessThan(1);
      for (const place of ['#diagrams img', '#kernels canvas', '#outputs canvas']) {
        expect(await page.locator(place).count(), place).toBeGreaterThan(1);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('draws norms again with the next seed', async () => {
    await page.selectOption('#example', 'RepVGG block');
    await settled(page);
    const before = await page.locator('#kernels figcaption').first().textContent();
    await page.click('#redraw');
    expect(await settled(page)).toBe('ready');
    expect(await page.inputValue('#seed')).toBe('1');
    expect(await page.locator('#kernels figcaption').first().textContent()).not.toBe(before);
  });

  it.each([
    ['a name', 'chain({\n  a: conv(8, 3),\n  b: reloo(),\n})', 'reloo', "line 3, column 6: no layer called 'reloo'"],
    ['a shape', 'chain([conv(8, 3), linear(2)])', 'linear(2)', 'line 1, column 20: 1: '],
    ['an end', 'chain([relu()', ')', 'ends too early'],
    ['code', 'fetch("https://a.org")', 'fetch', "no layer called 'fetch'"],
  ])('underlines a mistake in %s, and says what it is', async (_, text, at, said) => {
    expect(await write(text)).toBe('mistake');
    expect(await page.textContent('#marks mark')).toBe(at);
    expect(await page.textContent('#mistake')).toContain(said);
    expect(await page.getAttribute('#expression', 'aria-invalid')).toBe('true');
    expect(await write('conv(4, 3)')).toBe('ready');
    expect(await page.textContent('#mistake')).toBe('');
    expect(await page.locator('#marks mark').count()).toBe(0);
  });

  it('refuses an input that is none, and a block too large for a page', async () => {
    await page.fill('#shape', '48 by 48');
    expect(await settled(page)).toBe('mistake');
    expect(await page.getAttribute('#shape', 'aria-invalid')).toBe('true');
    await page.fill('#shape', '48 × 48 × 8');
    expect(await settled(page)).toBe('ready');
    expect(await write('conv(9999, 99)')).toBe('mistake');
    expect(await page.textContent('#mistake')).toContain('too much for a page');
  });

  it("takes a reader's picture, and says when a file is none", async () => {
    expect(await write('conv(4, 3)')).toBe('ready');
    const before = await page.textContent('#difference');
    const drawn = (await page.evaluate(`(() => {
      const canvas = document.createElement('canvas');
      canvas.getContext('2d').fillRect(0, 0, 20, 30);
      return canvas.toDataURL();
    })()`)) as string;
    const square = Buffer.from(drawn.split(',')[1]!, 'base64');
    await page.setInputFiles('#file', { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
    await page.waitForFunction("document.querySelector('#picture-mistake').textContent !== ''");
    await page.setInputFiles('#file', { name: 'a.png', mimeType: 'image/png', buffer: square });
    await page.waitForFunction("document.querySelector('#picture-mistake').textContent === ''");
    await page.waitForFunction(`document.querySelector('#difference').textContent !== ${JSON.stringify(before)}`);
  });

  it('works from the keyboard', async () => {
    await page.focus('#example');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    expect(await settled(page)).toBe('ready');
    expect(await page.inputValue('#example')).toBe(EXAMPLES[1]!.name);
    await page.focus('#redraw');
    const seed = Number(await page.inputValue('#seed'));
    await page.keyboard.press('Enter');
    expect(Number(await page.inputValue('#seed'))).toBe(seed + 1);
  });

  it.each([
    ['light', 1280],
    ['dark', 400],
  ] as const)('passes axe and fits the window, %s at %d px', async (scheme, width) => {
    const { page, wrong } = await site.view({ scheme, width });
    await page.selectOption('#example', 'DBB');
    await page.fill('#expression', 'conv(8');
    expect(await settled(page)).toBe('mistake');
    expect(await violations(page)).toEqual([]);
    await page.selectOption('#example', 'RepMLP block');
    expect(await settled(page)).toBe('ready');
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(wrong).toEqual([]);
    await page.close();
  });
});
