/** Tables of what networks cost where they are used: the form that is trained, and what becomes of it, here and in ONNX Runtime. */
import { Rng } from '@refold/core';
import { count } from '@refold/core/cost';
import { hasOnnxRuntime } from '@refold/core/export';
import { foldedLayer } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { networkFileBytes } from '@refold/core/io';
import type { Expression } from '@refold/core/layers';
import { type BenchCase, benched, type Cell, compute } from './cells.ts';
import { type Claim, greater } from './claims.ts';
import { measured, ratio } from './columns.ts';
import { notRun } from './conditional.ts';
import type { Scale, Settings } from './scales.ts';
import { defineTable, type Table, type TableSpec } from './table.ts';

/** At which size and how often networks are timed. */
export interface DeploymentSettings extends Settings {
  /** Of the images. */
  readonly side: number;
  readonly many: number;
}

/** A network as it is used, and what becomes of its random parameters before it is timed: pruned weights, say. */
export interface Deployed extends Expression, Pick<BenchCase, 'edit'> {}

/** What `deploymentTable` makes a table of. */
export interface DeploymentTable extends Pick<TableSpec<DeploymentSettings>, 'claims' | 'deviations'> {
  /** Whether the table has the size of the model file, in which kernels that are mostly zero are sparse; default: false. */
  readonly files?: boolean;
  /** Of the images at every scale, for networks that are made for one size; default: 96 at quick, 224 from standard on. */
  readonly side?: number;
  /** The network of each row, as it is used: fold it before, if it is to be folded. The first is what the others are compared with. */
  readonly rows: Readonly<Record<string, (side: number) => Deployed>>;
}

/** @param fixed the side at every scale, if the networks have one */
function scalesFor(fixed: number | undefined): Readonly<Record<Scale, DeploymentSettings>> {
  const at = (usual: number, many: number, rounds: number): DeploymentSettings => {
    const side = fixed ?? usual;
    return { side, many, rounds, timed: `timed at ${side}×${side}` };
  };
  return { smoke: at(32, 2, 1), quick: at(96, 64, 5), standard: at(224, 64, 9), paper: at(224, 64, 21) };
}

/** The columns of speed by key: what claims name. */
export const DEPLOYED = { one: 'one', many: 'many', onnxOne: 'onnxOne', onnxMany: 'onnxMany' } as const;

/** The same in sentences. */
const WHERE: Readonly<Record<string, string>> = {
  [DEPLOYED.one]: 'one image at a time',
  [DEPLOYED.many]: '64 images at a time',
  [DEPLOYED.onnxOne]: 'one image at a time in ONNX Runtime',
  [DEPLOYED.onnxMany]: '64 images at a time in ONNX Runtime',
};

/** The network folded, at any size of its images. */
export const foldedForm =
  (form: (side: number) => Expression): ((side: number) => Expression) =>
  side => {
    const { layer, input } = form(side);
    return { layer: foldedLayer(layer, input), input };
  };

/** A claim for each column of speed, of which `claim` makes it, and of what is timed there, for its sentence. */
export const eachSpeed = (claim: (column: string, where: string) => Claim): readonly Claim[] =>
  Object.entries(WHERE).map(([column, where]) => claim(column, where));

/** A claim for each column of speed: row `a` is faster than row `b`. What is timed is put behind the sentence, which has no full stop. */
export const deployedFaster = (
  a: string,
  b: string,
  { sentence, source }: Pick<Claim, 'sentence' | 'source'>,
): readonly Claim[] =>
  eachSpeed((column, where) => greater(a, b, column, { sentence: `${sentence}: ${where}.`, source }));

/** A table with a row for each form: images per second, one at a time and 64, on the active backend and in ONNX Runtime, relative to the first; and memory. */
export function deploymentTable({ side, rows, claims, files = false, deviations = [] }: DeploymentTable): Table {
  const [first = ''] = Object.keys(rows);
  const speed = (heading: string) => ratio({ heading, to: first });
  return defineTable<DeploymentSettings>({
    title: 'Extra: deployment',
    scales: scalesFor(side),
    columns: {
      [DEPLOYED.one]: speed('Images per second, one at a time'),
      [DEPLOYED.many]: speed('64 at a time'),
      [DEPLOYED.onnxOne]: speed('ONNX Runtime, one at a time'),
      [DEPLOYED.onnxMany]: speed('ONNX Runtime, 64 at a time'),
      parameters: measured({ heading: 'Parameters', unit: 'MiB', digits: 2 }),
      activations: measured({ heading: 'Activations of an image', unit: 'MiB', digits: 2 }),
      ...(files && { file: measured({ heading: 'Model file', unit: 'MiB', digits: 2 }) }),
    },
    rows: Object.entries(rows).map(([name, form]) => {
      const timed = (many: boolean, more: Pick<BenchCase, 'runtime'> = {}) =>
        benched<DeploymentSettings>(settings => ({
          ...form(settings.side),
          batchSize: many ? settings.many : 1,
          ...more,
        }));
      const inOnnx = (many: boolean): Cell<DeploymentSettings> =>
        hasOnnxRuntime() ? timed(many, { runtime: 'onnxruntime' }) : NO_ONNX;
      const costs = ({ side }: DeploymentSettings) => {
        const { layer, input } = form(side);
        return count(layer, input);
      };
      return {
        name,
        cells: {
          [DEPLOYED.one]: timed(false),
          [DEPLOYED.many]: timed(true),
          [DEPLOYED.onnxOne]: inOnnx(false),
          [DEPLOYED.onnxMany]: inOnnx(true),
          parameters: compute(settings => BYTES * costs(settings).total.params),
          activations: compute(settings => costs(settings).memory.inference),
          ...(files && { file: compute(({ side }: DeploymentSettings) => fileBytes(form(side))) }),
        },
      };
    }),
    ...(claims && { claims }),
    deviations: [
      'Parameters are random, which makes no difference to the time. Activations are the most that is alive at once, counted for one image.',
      'ONNX Runtime runs the file that `refold export` writes, on as many threads.',
      ...deviations,
    ],
  });
}

const fileBytes = ({ layer, input, edit }: Deployed): number => {
  const fresh = network(layer, input, Rng.seeded('file'));
  return networkFileBytes(edit?.(fresh) ?? fresh, { sparse: true });
};

/** Of a float32. */
const BYTES = 4;
const NO_ONNX = notRun('needs ONNX Runtime', 'npm install onnxruntime-node');
