/**
 * Table 2: how many numbers each family of hand-crafted features has.
 *   npx refold reproduce emotion-benchmarks --table table-2
 * Seconds at every scale: nothing is trained.
 * Comes out: the sizes of those that are implemented here, beside the survey's.
 */

import { compute, defineTable, exact, type Row } from '@refold/lab';
import { extractorNamed } from 'emotion-benchmarks';

type Level = 'low' | 'mid' | 'high';

const sized = (name: string, level: Level, extractor: string, disputed = false): Row<object, Level> => ({
  name,
  cells: { [level]: compute(() => extractorNamed(extractor).size) },
  ...(disputed && { disputed: [level] }),
});
const without = (reason: string, ...names: readonly string[]): readonly Row<object, Level>[] =>
  names.map(name => ({ name, notRun: reason }));

const dims = (level: Level) => exact({ heading: `${level} level`, printed: `dimension (${level} level)` });

export default defineTable<object, Level>({
  title: 'Sizes of hand-crafted features',
  printed: 'table2_handcrafted-feature-dims.csv',
  scales: { smoke: {}, quick: {}, standard: {}, paper: {} },
  columns: { low: dims('low'), mid: dims('mid'), high: dims('high') },
  rows: [
    sized('Elements', 'low', 'elements-of-art'),
    sized('Principles', 'mid', 'principles-of-art'),
    sized('Composition', 'mid', 'composition', true),
    sized('FS', 'high', 'skin', true),
    ...without(
      'its definition could not be read',
      'WLDLV',
      'EFS luminance-warm-cool fuzzy histogram',
      'EFS saturation-warm-cool fuzzy histogram',
      'EFS luminance contrast',
      'Eleven Groups',
      'LOW_C',
      'MPEG-7',
      'Shape',
      'IttenColor',
      'Constructs',
      'Aesthetics',
      'SIFT',
    ),
    ...without(
      'needs the weights of its detectors, which are not to be had',
      'Attributes',
      'Sentributes',
      'ANP',
      'Expressions',
      'HLCs',
    ),
  ],
  deviations: [
    'Composition: the survey lists 45 numbers, and what is known of them makes 13 (regions, depth of field, lines, the middle third); the others aren’t made up.',
    'FS (faces and skin): of its 4 numbers the share of skin needs no face detector; the others do.',
  ],
});
