/** A copy of the repository in which commands can run: its packages are its own, what npm installed is shared. */
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What the copy does without: results, runs and packed packages, and what npm, git and Turborepo keep. */
const LEFT = ['node_modules', 'dist', 'runs', 'results', '.git', '.turbo', 'coverage'];
/** Nor does it have the addon, so that it runs wherever npm could compile none. */
const BUILT = join('tfjs-backend-native', 'build');

/** Copies the repository at `root` to a folder. */
export function copyRepository(root: string, folder: string): void {
  for (const name of readdirSync(root).filter(name => !LEFT.includes(name))) {
    const filter = (path: string) => basename(path) !== 'node_modules' && !path.endsWith(BUILT);
    cpSync(join(root, name), join(folder, name), { recursive: true, filter });
  }
  link(join(root, 'node_modules'), join(folder, 'node_modules'));
  // Versions that npm installed for one package alone.
  for (const name of readdirSync(join(root, 'packages'))) {
    const own = join('packages', name, 'node_modules');
    if (existsSync(join(root, own))) symlinkSync(join(root, own), join(folder, own));
  }
}

/** Packages of this repository and their commands are links, which then lead to the copy's own; all else leads to what is installed. */
function link(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (name === '.bin' || name === '@refold') link(source, target);
    else if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (!name.startsWith('.')) symlinkSync(source, target);
  }
}
