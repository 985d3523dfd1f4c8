import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyConfig } from '@refold/core/train';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { Job } from '../src/plan/jobs.ts';
import { services } from '../src/run/services.ts';
import { silent } from '../src/terminal/progress.ts';
import { temporaryFolder } from './support/folder.ts';

it('what is in folders of classes is said, and refused by name, before anything is trained', async () => {
  const root = temporaryFolder();
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#777' } })
    .png()
    .toBuffer();
  for (const path of ['train/cat', 'train/dog', 'val/dog', 'val/.ipynb_checkpoints']) {
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path, '1.png'), picture);
  }
  const of = (split: 'train' | 'test') => ({ name: 'image-folder', split, root, size: 8 });
  const jobs = [1, 2].map(seed => ({
    config: { data: { train: of('train'), test: of('test') }, seed },
  })) as unknown as readonly (Job & { config: AnyConfig })[];
  const lines: string[] = [];
  const { fetchData } = services({ ...silent, line: text => void lines.push(text) }, new AbortController().signal);
  await fetchData(jobs);
  expect(lines.map(line => line.replaceAll(root, '.').replace(/^\S+ \(/, '('))).toEqual([
    '(train): 2 pictures in 2 classes from ./train: 0 cat, 1 dog',
    '(test): 1 picture in 1 class from ./val: 0 cat, 1 dog',
    './val has no pictures of cat, which ./train has',
    'skipped in ./val, hidden: .ipynb_checkpoints',
    'test pictures that are in train as well: 1 of 1 (./val/dog/1.png)',
  ]);
  mkdirSync(join(root, 'val/emu'));
  await expect(fetchData(jobs)).rejects.toThrow(/no class 'emu'/);
});
