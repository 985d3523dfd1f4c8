/** Published weights that runs begin with: fetched before anything is trained, and done without where they can't be fetched. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRETRAINED } from '@refold/core/zoo';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { Paper } from '../src/define/paper.ts';
import type { Scale } from '../src/define/scales.ts';
import { services } from '../src/run/services.ts';
import { temporaryFolder } from './support/folder.ts';
import { PRETENCE, root, run, toy } from './support/toy-paper.ts';

const NAME = 'resnet-20-cifar10';
let lines: string[];
const reporter = { begin: () => {}, update: () => {}, end: () => {}, line: (text: string) => void lines.push(text) };
const answer = vi.hoisted(() => vi.fn<typeof fetch>());
vi.mock('undici', async original => ({ ...(await original<object>()), fetch: answer }));

beforeEach(() => {
  lines = [];
  vi.stubEnv('REFOLD_DATA', temporaryFolder());
  answer.mockReset().mockImplementation(async () => new Response('gone', { status: 404 }));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const beginning = (weights: Paper['weights']): Paper => ({ ...toy(), ...(weights && { weights }) });

/** Runs a paper with the lab's own way to fetch weights. */
const fetching = (paper: Paper, scale: Scale = 'quick') => {
  const { fetchWeights } = services(reporter, new AbortController().signal);
  const own = { ...PRETENCE, fetchWeights, fetchData: async () => void lines.push('data') };
  return run(root(), paper, { scale, reporter, services: own });
};

it('that can’t be fetched are reported, and the run goes on', async () => {
  const { finished, runs } = await fetching(beginning(() => [NAME]));
  expect(finished).toBe(true);
  expect(runs).toEqual({ done: 6, total: 6 });
  const report = lines.findIndex(line => line.includes(`Without ${NAME}, runs begin with a network trained here.`));
  expect(lines[report]).toMatch(/resnet20-12fca82f\.th.*the server answered 404/s);
  expect(report).toBeLessThan(lines.indexOf('data'));
  expect(answer).toHaveBeenCalledTimes(1);
});

it('are those of the scale that is run, and none where nothing is trained', async () => {
  const asked: Scale[] = [];
  const paper = beginning(scale => {
    asked.push(scale);
    return [];
  });
  await fetching(paper);
  await fetching(paper, 'smoke');
  await fetching(beginning(undefined));
  expect(asked).toEqual(['quick']);
  expect(answer).not.toHaveBeenCalled();
});

it('are fetched when they are damaged, and not when they are whole', async () => {
  const folder = join(process.env.REFOLD_DATA!, 'weights');
  const converted = PRETRAINED.find(({ name }) => name === NAME)!.converted!;
  const path = join(folder, 'resnet20-cifar10.safetensors');
  mkdirSync(folder);
  writeFileSync(path, 'something');
  const { fetchWeights } = services(reporter, new AbortController().signal);
  await fetchWeights([NAME]);
  expect(lines[0]).toMatch(new RegExp(`${path} is truncated or was altered.* It is now ${path}\\.damaged\\.$`));
  expect(answer).toHaveBeenCalledTimes(1);

  const { digest } = converted;
  Object.assign(converted, { digest: `sha256:${createHash('sha256').update('whole').digest('hex')}` });
  onTestFinished(() => void Object.assign(converted, { digest }));
  writeFileSync(path, 'whole');
  lines = [];
  await fetchWeights([NAME]);
  expect(answer).toHaveBeenCalledTimes(1);
  expect(lines).toEqual([]);
});

it('are given up when the run is stopped', async () => {
  const abort = new AbortController();
  answer.mockImplementation(async () => {
    abort.abort();
    throw new TypeError('fetch failed');
  });
  await expect(services(reporter, abort.signal).fetchWeights([NAME])).rejects.toThrow();
  expect(lines).toEqual([]);
});
