/** The package.json that is published, made of the one that developers use. */
import { packages, publishedName, rootPackage } from './workspace.ts';

/** One line of published `exports`: conditions, the types' first. */
interface Entry {
  readonly types: string;
  readonly default: string;
}

/**
 * A package's published package.json. Entries are JavaScript with types; packages of this repository are wanted in the version that they have
 * now; of the scripts only `install` stays. What is optional here, since its download is large, others install if they want it: it becomes
 * an optional peer.
 */
export function manifest(folder: string): object {
  const {
    private: _private,
    scripts,
    devDependencies: _development,
    optionalDependencies = {},
    peerDependencies = {},
    peerDependenciesMeta = {},
    dependencies = {},
    files = [],
    exports = {},
    ...rest
  } = packages.get(folder)!;
  const optional = Object.keys(optionalDependencies).map(name => [name, { optional: true }] as const);
  const peers = { ...versioned(peerDependencies), ...optionalDependencies };
  const { engines, homepage, bugs, repository } = rootPackage;
  return {
    ...rest,
    name: publishedName(packages.get(folder)!),
    engines,
    homepage: homepage?.replace('#readme', `/tree/main/packages/${folder}#readme`),
    bugs,
    repository: { ...repository, directory: `packages/${folder}` },
    files: ['dist', ...files],
    exports: entries(exports),
    ...(scripts?.install !== undefined && { scripts: { install: scripts.install } }),
    dependencies: versioned(dependencies),
    ...(Object.keys(peers).length > 0 && {
      peerDependencies: peers,
      peerDependenciesMeta: { ...peerDependenciesMeta, ...Object.fromEntries(optional) },
    }),
  };
}

const entries = (exports: Readonly<Record<string, string>>): Readonly<Record<string, Entry | string>> => ({
  ...Object.fromEntries(Object.entries(exports).map(([name, source]) => [name, entry(source)])),
  './package.json': './package.json',
});

function entry(source: string): Entry {
  const built = source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '');
  return { types: `${built}.d.ts`, default: `${built}.js` };
}

/** The same dependencies, those on packages of this repository in their present versions and by their published names. */
function versioned(dependencies: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const own = new Map([...packages.values()].map(made => [made.name, made]));
  return Object.fromEntries(
    Object.entries(dependencies).map(([name, version]) => {
      const found = own.get(name);
      return found === undefined ? [name, version] : [publishedName(found), found.version];
    }),
  );
}
