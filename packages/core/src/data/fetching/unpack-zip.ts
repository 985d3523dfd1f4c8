/** The zip archive in which owners hand a dataset out, unpacked where the dataset belongs. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { RefoldError } from '../../error.ts';
import { explainWrite, temporaryName } from '../../io/atomic.ts';
import { withFile } from '../../io/bytes.ts';
import { unpackedBytes, zipEntries } from '../../io/zip.ts';

/** What systems add when they pack: nobody's data. */
const ADDED = /(^|\/)(__MACOSX\/|\.DS_Store$|\._)/;

/**
 * Unpacks an archive into a folder that isn't there yet: whole, or not at all. A folder that holds everything else in the archive is left out.
 * @throws RefoldError naming the archive, for one that is damaged, or that would write outside of the folder
 */
export function unpackZip(path: string, folder: string): void {
  const fail = (what: string): never => {
    throw new RefoldError(`${path} can't be unpacked: ${what}. Get it anew, or unpack it yourself into ${folder}.`);
  };
  const temporary = temporaryName(folder);
  try {
    withFile(path, file => {
      const entries = [...zipEntries(file, fail)].filter(([name]) => !name.endsWith('/') && !ADDED.test(name));
      if (entries.length === 0) fail('it is empty');
      const above = commonFolder(entries.map(([name]) => name));
      for (const [name, entry] of entries) {
        const target = join(temporary, name.slice(above.length));
        if (!normalize(target).startsWith(temporary + sep)) fail(`its entry '${name}' lies outside of the folder`);
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, unpackedBytes(file, name, entry, fail));
      }
    });
    renameSync(temporary, folder);
  } catch (cause) {
    throw explainWrite(folder, cause);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** 'set/' where every name begins so; '' where there is no such folder. */
function commonFolder(names: readonly string[]): string {
  const first = names[0]!.slice(0, names[0]!.indexOf('/') + 1);
  return names.every(name => name.startsWith(first)) ? first : '';
}
