/** The zip archive in which owners hand a dataset out, unpacked where the dataset belongs. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { RefoldError } from '../../error.ts';
import { explainWrite, temporaryName } from '../../io/atomic.ts';
import { type ByteSource, type Fail, withFile } from '../../io/bytes.ts';
import { refuseStandIn } from '../../io/stand-in.ts';
import { unpackedBytes, type ZipEntry, zipEntries } from '../../io/zip.ts';

/** What systems add when they pack: nobody's data. */
const ADDED = /(^|\/)(__MACOSX\/|\.DS_Store$|\._)/;

/**
 * Checks that an archive can list its entries. The list stands at its end, so that one that is truncated lacks it.
 * @param folder into which it belongs
 * @throws RefoldError naming the archive, with what to do
 */
export function checkZip(path: string, folder: string): void {
  withFile(path, file => entriesIn(file, failFor(path, folder)));
}

/**
 * Unpacks an archive into a folder that isn't there yet: whole, or not at all. A folder that holds everything else in the archive is left out.
 * @throws RefoldError naming the archive, for one that is damaged, or that would write outside of the folder
 */
export function unpackZip(path: string, folder: string): void {
  const fail = failFor(path, folder);
  const temporary = temporaryName(folder);
  try {
    withFile(path, file => {
      const entries = entriesIn(file, fail);
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

const failFor =
  (path: string, folder: string): Fail =>
  what => {
    refuseStandIn(path);
    throw new RefoldError(`${path} can't be unpacked: ${what}. Get it anew, or unpack it yourself into ${folder}.`);
  };

/** Files in the archive that are somebody's data. */
function entriesIn(file: ByteSource, fail: Fail): readonly (readonly [name: string, entry: ZipEntry])[] {
  const entries = [...zipEntries(file, fail)].filter(([name]) => !name.endsWith('/') && !ADDED.test(name));
  return entries.length === 0 ? fail('it is empty') : entries;
}

/** 'set/' where every name begins so; '' where there is no such folder. */
function commonFolder(names: readonly string[]): string {
  const first = names[0]!.slice(0, names[0]!.indexOf('/') + 1);
  return names.every(name => name.startsWith(first)) ? first : '';
}
