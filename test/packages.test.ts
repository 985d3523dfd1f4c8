/** What is published, before anything is compiled: package.json files and READMEs. `stranger.test.ts` installs it. */
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadedWith, readImports } from '../packages/core/test/support/architecture/sources.ts';
import { manifest } from '../scripts/package/manifest.ts';
import { publishedReadme } from '../scripts/package/readme.ts';
import { PUBLISHED, packages, publishedName, REPOSITORY, ROOT } from '../scripts/package/workspace.ts';

interface Published {
  readonly name: string;
  readonly [field: string]: unknown;
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string } | string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>;
}

const made = new Map(PUBLISHED.map(folder => [folder, manifest(folder) as Published]));
const imports = readImports('all');
const loaded = readImports('loaded');

describe.each(PUBLISHED)('%s', folder => {
  const { exports, dependencies, peerDependencies = {}, peerDependenciesMeta = {}, ...rest } = made.get(folder)!;

  it('says what npm shows, and nothing for developers', () => {
    for (const field of ['description', 'keywords', 'license', 'engines', 'homepage', 'bugs', 'repository']) {
      expect(rest[field], field).toBeTruthy();
    }
    for (const field of ['private', 'devDependencies', 'optionalDependencies']) expect(rest).not.toHaveProperty(field);
    expect(Object.keys(rest.scripts ?? {})).toEqual(folder === 'tfjs-backend-native' ? ['install'] : []);
  });

  it('has entries made of sources', () => {
    const sources = Object.values(packages.get(folder)!.exports!);
    const entries = Object.entries(exports).filter(([name]) => name !== './package.json');
    expect(entries.map(([, entry]) => entry)).toEqual(
      sources.map(source => {
        const path = source.slice('./src/'.length, -'.ts'.length);
        return { types: `./dist/${path}.d.ts`, default: `./dist/${path}.js` };
      }),
    );
  });

  it('wants exact versions; a peer is optional, or tfjs itself', () => {
    const wanted = Object.entries({ ...dependencies, ...peerDependencies });
    const vague = wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)).map(([name]) => name);
    expect(vague).toEqual(folder === 'tfjs-backend-native' ? ['@tensorflow/tfjs-core'] : []);
    const needed = Object.keys(peerDependencies).filter(name => peerDependenciesMeta[name]?.optional !== true);
    expect(needed).toEqual(vague);
  });

  it('depends on what its sources import', () => {
    const own = `packages/${folder}/`;
    const names = [...imports]
      .filter(([file]) => file.startsWith(own))
      .flatMap(([, targets]) => targets)
      .filter(target => !target.startsWith(own) && !isBuiltin(target))
      .map(target => publishedPackage(target));
    const declared = Object.keys({ ...dependencies, ...peerDependencies });
    expect([...new Set(names)].filter(name => !declared.includes(name))).toEqual([]);
  });

  it('has a README without relative links, of which each named a file', () => {
    const text = readFileSync(join(ROOT, 'packages', folder, 'README.md'), 'utf8');
    const readme = publishedReadme(text, folder, packages.get(folder)!);
    const targets = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
    expect(targets.filter(target => !/^(https?:\/\/|#)/.test(target))).toEqual([]);
  });
});

/** The published name of the package that an import is of: a file of this repository, or `name/entry`. */
function publishedPackage(target: string): string {
  const [, folder] = /^packages\/([^/]+)\//.exec(target) ?? [];
  if (folder !== undefined) return publishedName(packages.get(folder)!);
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

it('packages of papers have names of their own on npm', () => {
  const unscoped = [...made.values()].map(({ name }) => name).filter(name => !name.startsWith('@refold/'));
  expect(unscoped).toEqual(['tfjs-backend-native']);
});

it.each([
  'index.ts',
  'layers/apply.ts',
  'zoo/blocks.ts',
  ...['cost', 'draw', 'fold', 'init', 'layers', 'notation', 'optim', 'prune'].map(name => `${name}/index.ts`),
])('core/src/%s loads nothing of Node, so that browsers can', file => {
  const reached = [...loadedWith(`packages/core/src/${file}`, loaded)];
  expect(reached.filter(name => isBuiltin(name))).toEqual([]);
});

describe('a README for npm', () => {
  const readme = (text: string) => publishedReadme(text, 'repvgg', packages.get('repvgg')!);

  it('has absolute links, pictures as files, anchors as they are', () => {
    const text =
      'see [a](src/block.ts), ![b](../../docs/block.svg), [c](#use), [d](https://a.org/b), [e](../../docs/data.md#x)';
    expect(readme(`# RepVGG\n\n${text}`)).toContain(
      `see [a](${REPOSITORY}/blob/main/packages/repvgg/src/block.ts), ![b](${REPOSITORY}/raw/main/docs/block.svg), [c](#use), ` +
        `[d](https://a.org/b), [e](${REPOSITORY}/blob/main/docs/data.md#x)`,
    );
  });

  it('imports by the published name, and says how to install it', () => {
    const published = readme("# RepVGG\n\n```ts\nimport { models } from 'repvgg';\n```");
    expect(published).toMatch(/^# RepVGG\n\n```\nnpm install @refold\/repvgg\n```\n/);
    expect(published).toContain("import { models } from '@refold/repvgg';");
  });

  it('refuses a link that leads nowhere', () => {
    expect(() => readme('# RepVGG\n\n[a](no-such-file.md)')).toThrow('packages/repvgg/no-such-file.md');
  });
});
