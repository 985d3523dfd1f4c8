/** Every small named model, of core and of the papers, as trained and folded, in the formats that compute. */
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { evaluateOnce } from '@refold/core/apply';
import { selectBackend } from '@refold/core/backend';
import { count } from '@refold/core/cost';
import { checkExport, EXPORT_FORMATS, passes } from '@refold/core/export';
import { fold, withRandomNorms } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { beforeAll, describe, expect, it } from 'vitest';
import { listModels } from '../src/models/catalogue.ts';
import { foldersOf, ROOT } from '../src/plan/folders.ts';
import { temporaryFolder } from './support/folder.ts';

/** Of larger ones docs/exports.csv has the errors. */
const MOST_PARAMETERS = 500_000;

const models = await listModels(foldersOf(ROOT).experiments);
const small = models.filter(({ entry }) => count(entry.build(), entry.input).total.params <= MOST_PARAMETERS);

beforeAll(() => selectBackend('wasm'));

it('there are small models of several papers', () => {
  expect(new Set(small.map(({ owner }) => owner)).size).toBeGreaterThan(3);
});

describe.each(['onnx', 'tfjs'] as const)('%s', name => {
  it.each(small.map(({ name, entry }) => [name, entry] as const))('%s', async (model, { build, input }) => {
    const { write, runtime } = EXPORT_FORMATS[name];
    const rng = Rng.seeded(model);
    const trained = withRandomNorms(network(build(), input, rng), [0.3, 1.3], rng.fork('norms'));
    const path = join(temporaryFolder(), 'net');
    for (const net of [trained, fold(trained).network]) {
      write(path, net, {});
      const errors = await checkExport(path, net, runtime, evaluateOnce);
      expect(passes(errors!), JSON.stringify(errors)).toBe(true);
    }
  });
});
