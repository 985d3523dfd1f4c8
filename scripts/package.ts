/**
 * Makes the packages that others install: JavaScript and type declarations in place of the TypeScript that this repository runs.
 * Without names it makes all that are published. Tarballs go to the folder that `--to` names; by default to `dist`, where the
 * packages also lie unpacked.
 *
 *     npm run package -- core repvgg --to /tmp
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pack } from './package/pack.ts';
import { PUBLISHED } from './package/workspace.ts';

const { values, positionals } = parseArgs({ options: { to: { type: 'string' } }, allowPositionals: true });
const folders = positionals.length > 0 ? positionals : PUBLISHED;
const unknown = folders.filter(folder => !PUBLISHED.includes(folder));
if (unknown.length > 0) {
  process.stderr.write(`not published: ${unknown.join(', ')}. Published are ${PUBLISHED.join(', ')}\n`);
  process.exit(1);
}
const tarballs = values.to === undefined ? pack(folders) : pack(folders, resolve(values.to));
process.stdout.write(`${tarballs.join('\n')}\n`);
