/** The packages of this repository: which of them are published, and what their package.json says. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** The part of a package.json that is read here. */
export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly homepage?: string;
  readonly bugs?: string;
  readonly repository?: { readonly type: string; readonly url: string };
  readonly engines?: Readonly<Record<string, string>>;
}

const readPackageJson = (folder: string): PackageJson =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as PackageJson;

/** The root's package.json, which says what is the same for all. */
export const rootPackage: PackageJson = readPackageJson('.');

/** Every package.json by the name of its folder in `packages`. */
export const packages: ReadonlyMap<string, PackageJson> = new Map(
  readdirSync(join(ROOT, 'packages'))
    .filter(folder => existsSync(join(ROOT, 'packages', folder, 'package.json')))
    .map(folder => [folder, readPackageJson(`packages/${folder}`)]),
);

/** Packages that are for this repository alone: the lab works on its experiments and results, the playground is a page. */
const OWN = ['lab', 'playground'];

/** Folders of the packages that others can install. */
export const PUBLISHED: readonly string[] = [...packages.keys()].filter(folder => !OWN.includes(folder));

/** Packages whose unscoped name is their own on npm. Those of papers belong to others there (`gsm` counts text messages). */
const UNSCOPED = ['tfjs-backend-native'];

/** The name under which a package is published: a paper's has Refold's scope. */
export const publishedName = ({ name }: PackageJson): string =>
  name.startsWith('@') || UNSCOPED.includes(name) ? name : `@refold/${name}`;

/** Pages of the repository: its address without npm's `git+` and `.git`. */
export const REPOSITORY = rootPackage.repository!.url.replace(/^git\+/, '').replace(/\.git$/, '');
