/** The page as it is deployed, built into a folder and served below a path, in a headless browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { launch } from '../../../lab/test/support/browser.ts';

const ROOT = join(import.meta.dirname, '../..');

/** How a page is opened. */
export interface View {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
}

/** The page, served. */
export class Site {
  readonly #folder: string;
  readonly #server: PreviewServer;
  readonly #browser: Browser;

  private constructor(folder: string, server: PreviewServer, browser: Browser) {
    [this.#folder, this.#server, this.#browser] = [folder, server, browser];
  }

  static async open(): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), 'refold-playground-'));
    const options = {
      root: ROOT,
      configFile: join(ROOT, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: folder, emptyOutDir: true },
    } as const;
    await build(options);
    const server = await preview({ ...options, base: '/some/place/', preview: { host: '127.0.0.1', port: 0 } });
    const browser = await launch();
    return new Site(folder, server, browser);
  }

  /** A page, once its first block has been run, and what went wrong in it so far. */
  async view({ width = 1280, scheme = 'light' }: View = {}): Promise<{ page: Page; wrong: string[] }> {
    const wrong: string[] = [];
    const page = await this.#browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text());
    });
    page.on('pageerror', error => wrong.push(String(error)));
    page.on('requestfailed', request => wrong.push(`failed: ${request.url()}`));
    page.on('response', response => {
      if (response.status() >= 400) wrong.push(`${response.status()}: ${response.url()}`);
    });
    await page.goto(this.#server.resolvedUrls!.local[0]!);
    await settled(page);
    return { page, wrong };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Waits until the page shows the outputs of its block, or a mistake. @returns which */
export async function settled(page: Page): Promise<string> {
  await page.waitForSelector('body:is([data-state="ready"], [data-state="mistake"])');
  return (await page.locator('body').getAttribute('data-state'))!;
}

/** The largest difference of the outputs, as a share of the largest output. */
export const difference = async (page: Page): Promise<number> =>
  Number(await page.locator('#difference').getAttribute('data-share'));
