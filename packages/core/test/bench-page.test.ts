import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drawPages, filled, SECTIONS } from '../../../scripts/bench/page.ts';
import { fastest } from '../../../scripts/bench/page-fastest.ts';
import { COLUMNS, type ComparisonRecord, mergeRecords, tableOf } from '../../../scripts/bench/records.ts';

const record = (changes: Partial<ComparisonRecord>): ComparisonRecord => ({
  ...(Object.fromEntries(COLUMNS.map(column => [column, ''])) as ComparisonRecord),
  net: 'resnet-20',
  mode: 'train',
  batch: '128',
  ours_ms: '150',
  peer: 'torch-debian',
  peer_ms: '240',
  ratio: '1.6',
  q1: '1.55',
  q3: '1.62',
  n: '9',
  disturbed: '0',
  target: '1.45',
  verdict: 'holds',
  commit: 'abc',
  ...changes,
});

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bench-page-'));
  for (const folder of ['docs', 'packages/tfjs-backend-native']) mkdirSync(join(root, folder), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

test('fresh records take the place of those of the same work and peer, the others stay', () => {
  const path = join(root, 'peers.csv');
  mergeRecords(path, [record({}), record({ peer: 'wasm', ratio: '15' })]);
  mergeRecords(path, [record({ ratio: '1.7' }), record({ batch: '32' })]);
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines.filter(line => line.includes(',1.6,'))).toHaveLength(1);
  expect(lines[1]).toContain(',1.7,');
});

describe('the pages', () => {
  test('show a line for each work and a column for each peer, and the rest stays', () => {
    const page = join(root, 'docs/speed.md');
    const readme = join(root, 'packages/tfjs-backend-native/README.md');
    writeFileSync(readme, '<!-- speed -->\n<!-- /speed -->\n');
    writeFileSync(
      page,
      'before\n<!-- peers -->\nold\n<!-- /peers -->\nbetween\n<!-- cost -->\nkept\n<!-- /cost -->\n<!-- fastest -->\n<!-- /fastest -->\n',
    );
    mergeRecords(join(root, 'results/speed/peers.csv'), [
      record({}),
      record({ peer: 'wasm', ratio: '15', q1: '14', q3: '16', target: '', verdict: '' }),
      record({ batch: '32', ratio: '1.2', verdict: 'does not hold', commit: 'def' }),
    ]);
    drawPages(root);
    expect(readFileSync(page, 'utf8')).toBe(`before
<!-- peers -->
| network | step | batch | ours, ms | × torch-debian | × wasm |
| --- | --- | --- | --- | --- | --- |
| resnet-20 | training | 128 | 150 | 1.60 (1.55–1.62); ≥ 1.45 holds | 15.00 (14.00–16.00) |
| resnet-20 | training | 32 | 150 | 1.20 (1.55–1.62); ≥ 1.45 does not hold |  |

n: 9. commit: abc; def.
<!-- /peers -->
between
<!-- cost -->
kept
<!-- /cost -->
<!-- fastest -->
In float32 ours is the fastest at 2 of 2 pieces of work.

| network | step | batch | fastest | fastest peer ÷ ours | in bfloat16 ÷ ours |
| --- | --- | --- | --- | --- | --- |
| resnet-20 | training | 128 | ours | 1.60 (torch-debian) |  |
| resnet-20 | training | 32 | ours | 1.20 (torch-debian) |  |

n: 9. commit: abc; def.
<!-- /fastest -->
`);
    expect(readFileSync(readme, 'utf8')).toBe(`<!-- speed -->
| batch 128 | training, × torch-debian | training, × wasm | folded inference, × torch-debian | folded inference, × wasm |
| --- | --- | --- | --- | --- |
| resnet-20 | 1.60 | 15.00 |  |  |

n: 9. commit: abc; def.
<!-- /speed -->
`);
  });

  test('show the times of all backends side by side, and how many timings were disturbed', () => {
    const page = join(root, 'docs/backends.md');
    writeFileSync(page, '<!-- backends -->\n<!-- /backends -->\n');
    const own = { target: '', verdict: '', ours_ms: '100', batch: '32' };
    mergeRecords(join(root, 'results/speed/backends.csv'), [
      record({ ...own, peer: 'tensorflow', peer_ms: '200', ratio: '2', q1: '1.9', q3: '2.1', disturbed: '3' }),
      record({ ...own, peer: 'wasm', peer_ms: '1500', ratio: '15', q1: '14', q3: '16', n: '2' }),
      record({ ...own, mode: 'inference', peer: 'wasm', peer_ms: '1000', ratio: '10', q1: '9', q3: '11', n: '2' }),
    ]);
    drawPages(root);
    expect(readFileSync(page, 'utf8')).toBe(`<!-- backends -->
| network | step | batch | native, ms | tensorflow, ms | wasm, ms |
| --- | --- | --- | --- | --- | --- |
| resnet-20 | training | 32 | 100 | 200, 2.00 × (1.90–2.10; 3 of 9 disturbed) | 1500, 15.00 × (14.00–16.00; 0 of 2 disturbed) |
| resnet-20 | folded inference | 32 | 100 | not measured | 1000, 10.00 × (9.00–11.00; 0 of 2 disturbed) |

n: 9; 2. commit: abc.
<!-- /backends -->
`);
  });

  test.each(SECTIONS.map(({ page, name }) => [page, name]))('%s has a place for the table %s', (page, name) => {
    const text = readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8');
    expect(filled(text, page, name, 'a table')).toContain('a table');
  });

  test('without its comments is an error that names them', () => {
    expect(() => filled('text', 'page.md', 'peers', 'table')).toThrow(RefoldError);
    expect(() => filled('<!-- /peers --><!-- peers -->', 'page.md', 'peers', 'table')).toThrow(
      /page.md.*<!-- peers -->/,
    );
  });
});

test('the printed table says how many timings were disturbed', () => {
  expect(tableOf([record({ disturbed: '2' })])).toContain('9, 2 disturbed');
  expect(tableOf([record({})])).not.toContain('disturbed');
});

describe('which program is the fastest', () => {
  test('is the one of the smallest time in float32; bfloat16 stands beside and wins nothing', () => {
    const table = fastest([
      record({ ratio: '1.6' }),
      record({ peer: 'torch-latest-compile', ratio: '1.1' }),
      record({ peer: 'torch-latest-bf16', ratio: '0.7' }),
      record({ mode: 'inference', batch: '1', ratio: '2' }),
      record({ mode: 'inference', batch: '1', peer: 'onnxruntime', ratio: '0.954' }),
      record({ net: 'vgg-16', peer: 'torch-latest-bf16', ratio: '0.5' }),
    ]);
    expect(table).toBe(`In float32 ours is the fastest at 2 of 3 pieces of work, onnxruntime at 1.

| network | step | batch | fastest | fastest peer ÷ ours | in bfloat16 ÷ ours |
| --- | --- | --- | --- | --- | --- |
| resnet-20 | training | 128 | ours | 1.10 (torch-latest-compile) | 0.70 (torch-latest-bf16) |
| resnet-20 | folded inference | 1 | **onnxruntime** | 0.95 (onnxruntime) |  |
| vgg-16 | training | 128 | ours |  | 0.50 (torch-latest-bf16) |`);
  });
});
