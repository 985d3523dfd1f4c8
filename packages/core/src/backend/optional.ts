/** Packages that may be absent. */
import { createRequire } from 'node:module';

/** Does Node find this package, or folder? */
export function isInstalled(id: string): boolean {
  try {
    createRequire(import.meta.url).resolve(id);
    return true;
  } catch {
    return false;
  }
}

/** Imports a package, or gives undefined where it is not installed. @throws whatever an installed package throws */
export const importOptional = async <Module>(id: string): Promise<Module | undefined> =>
  isInstalled(id) ? ((await import(id)) as Module) : undefined;
