/** The package as others get it: packed, unpacked beside tfjs, used from JavaScript and from TypeScript, without this repository. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADDON } from '../src/built.ts';

const PACKAGER = fileURLToPath(new URL('../../../scripts/package.ts', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

const PROGRAM = `
import * as tf from '@tensorflow/tfjs';
import { detail, memory } from 'tfjs-backend-native';

await tf.setBackend('native');
const model = tf.sequential({ layers: [
  // Seeded: one draw in sixteen would leave every filter of these images below the ReLU.
  tf.layers.conv2d({
    inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: 'relu',
    kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
  }),
  tf.layers.batchNormalization(),
  tf.layers.flatten(),
  tf.layers.dense({ units: 2, activation: 'softmax' }),
] });
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy' });
const x = tf.concat([tf.zeros([8, 8, 8, 1]), tf.ones([8, 8, 8, 1])]);
const y = tf.oneHot(tf.tensor1d([...Array(8).fill(0), ...Array(8).fill(1)], 'int32'), 2);
const { history } = await model.fit(x, y, { epochs: 8, verbose: 0 });
const slope = tf.grad(v => v.square().sum())(tf.tensor1d([3]));
console.log(JSON.stringify({ detail, loss: history.loss, slope: slope.dataSync()[0], live: memory().live }));
`;

const TYPED = `
import { memory, setThreads, type MemoryStats } from 'tfjs-backend-native';
setThreads(2);
export const stats: MemoryStats = memory();
export const bytes: number = stats.live;
// @ts-expect-error: a number of threads is a number
setThreads('2');
`;

/** tfjs's own declarations need skipLibCheck. */
const TYPESCRIPT = {
  compilerOptions: {
    noEmit: true,
    strict: true,
    module: 'nodenext',
    target: 'es2022',
    types: ['node'],
    skipLibCheck: true,
  },
  files: ['typed.ts'],
};

let project: string;
const node = (...args: string[]): string =>
  execFileSync(process.execPath, args, {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, TFJS_NATIVE_ADDON: ADDON },
  });

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'native-standalone-'));
  const packing = ['--import', 'tsx', PACKAGER, 'tfjs-backend-native', '--to', project];
  execFileSync(process.execPath, packing, { stdio: 'pipe' });
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'tfjs-backend-native'), { recursive: true });
  const tarball = readdirSync(project).find(file => file.endsWith('.tgz'))!;
  execFileSync('tar', ['xzf', tarball, '--strip-components=1', '-C', 'node_modules/tfjs-backend-native'], {
    cwd: project,
  });
  for (const name of ['@tensorflow', '@types', 'node-addon-api', 'node-api-headers', 'undici-types']) {
    symlinkSync(join(MODULES, name), join(modules, name));
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(TYPESCRIPT));
  writeFileSync(join(project, 'program.js'), PROGRAM);
  writeFileSync(join(project, 'typed.ts'), TYPED);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('the packed package', () => {
  it('trains a model of tfjs-layers', () => {
    const { detail, loss, slope } = JSON.parse(node('program.js').trim().split('\n').at(-1)!);
    expect(detail).toMatch(/^tfjs-backend-native \d+\.\d+\.\d+, \w+, \d+ threads?$/);
    expect(loss.at(-1)).toBeLessThan(loss[0] / 2);
    expect(slope).toBe(6);
  });

  it('has types', () => {
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    expect(node(tsc, '-p', '.')).toBe('');
  });

  it('holds what compiling needs, and no TypeScript source', () => {
    const files = readdirSync(join(project, 'node_modules/tfjs-backend-native'), { recursive: true }).map(String);
    for (const file of [
      'binding.gyp',
      'gyp/include/node/common.gypi',
      'scripts/install.mjs',
      'scripts/compile.mjs',
      'LICENSE',
    ]) {
      expect(files).toContain(file);
    }
    expect(files.filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
    expect(files.filter(file => /^(src|test|build)\b/.test(file))).toEqual([]);
  });
});
