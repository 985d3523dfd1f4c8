/** The block that the README and the page on variants show folds to the site's convolution, as they say. */
import { readFileSync } from 'node:fs';
import type { Block } from '@refold/core/layers';
import * as layers from '@refold/core/layers';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { describeBlock } from '../../core/test/support/blocks.ts';

const ROOT = new URL('../../../', import.meta.url);
const PAGES = ['README.md', 'docs/adding-a-paper.md'] as const;

/** The code that declares `twoScales` on a page. */
const sourceOn = (page: string): string => {
  const [, code] = readFileSync(new URL(page, ROOT), 'utf8').match(/```ts\n([^`]*const twoScales[^`]*)```/) ?? [];
  if (code === undefined) throw new Error(`${page} shows no block 'twoScales'`);
  return code;
};

/** The block, given what `packages/repvgg/src/variants.ts` imports. */
function blockOf(source: string): Block {
  const variants = readFileSync(new URL('packages/repvgg/src/variants.ts', ROOT), 'utf8');
  const [, list] = variants.match(/import \{([^}]*)\} from '@refold\/core\/layers'/)!;
  const names = list!.split(',').flatMap(name => (/^\w+$/.test(name.trim()) ? [name.trim()] : []));
  const { outputText } = ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  const make = new Function(...names, `${outputText}\nreturn twoScales;`);
  return make(...names.map(name => (layers as Readonly<Record<string, unknown>>)[name])) as Block;
}

const [block, shown] = PAGES.map(page => blockOf(sourceOn(page))) as [Block, Block];

/** The convolution, norm and ReLU of a site. */
const plain: Block = site => layers.chain({ conv: layers.convNormOf(site), relu: layers.relu() });

describeBlock('the block of the README', block, { plain });

describe('the page on variants', () => {
  it('shows the same block', () => {
    const site = layers.makeSite(8, 8, 3);
    expect(shown(site)).toEqual(block(site));
  });
});
