/** Draws docs/*.svg, the pictures of the papers' READMEs, and the table of papers in README.md. */
import { fileURLToPath } from 'node:url';
import { writeFileAtomic } from '@refold/core/io';
import { diagrams } from './diagrams.ts';
import { drawPapers } from './papers-table.ts';

for (const [name, picture] of diagrams()) {
  writeFileAtomic(fileURLToPath(new URL(`../docs/${name}.svg`, import.meta.url)), picture);
}
await drawPapers();
