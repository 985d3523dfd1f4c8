/** Pictures that are in two splits alike: accuracy on them says nothing of other pictures. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/** The files of `test` whose bytes a file of `train` has too. Only files of one size are read. */
export function sharedPictures(train: readonly string[], test: readonly string[]): readonly string[] {
  const bySize = new Map<number, string[]>();
  for (const file of train) {
    const size = statSync(file).size;
    const same = bySize.get(size);
    if (same === undefined) bySize.set(size, [file]);
    else same.push(file);
  }
  const contents = new Map<number, ReadonlySet<string>>();
  return test.filter(file => {
    const size = statSync(file).size;
    const candidates = bySize.get(size);
    if (candidates === undefined) return false;
    const known = contents.get(size) ?? new Set(candidates.map(contentOf));
    contents.set(size, known);
    return known.has(contentOf(file));
  });
}

const contentOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('base64');
