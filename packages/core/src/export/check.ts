/** Measuring that an exported file does what the network does. */
import { RefoldError } from '../error.ts';
import { type Evaluate, relativeError } from '../fold/verify.ts';
import { leaves, trace } from '../layers/shapes.ts';
import type { Network } from '../layers/types.ts';
import { ndarray } from '../ndarray.ts';
import { Rng } from '../rng.ts';
import type { ExportOptions, Runtime } from './format.ts';

/**
 * The largest error that passes: float32 rounds to 6e-8, and sums in another order, or Winograd's transforms, through fifty layers come to
 * 1e-5 or so; a wrong operator, weight or layout changes the first digits.
 */
export const EXPORT_TOLERANCE = 1e-4;
/**
 * The largest error that passes where layers read bytes: the last digit of a sum decides how what lies between two steps is rounded, and each such
 * step moves all that follows. Twenty layers come to 1e-2.
 */
const QUANTIZED_TOLERANCE = 5e-2;

/** The largest error that passes for a network's exports. */
export const exportTolerance = ({ layer, input }: Pick<Network, 'layer' | 'input'>): number =>
  [...leaves(trace(layer, input))].some(({ layer }) => layer.op === 'quantize')
    ? QUANTIZED_TOLERANCE
    : EXPORT_TOLERANCE;

/** What a batch is made of: one sample, and more, to see that the batch size is open. */
const BATCHES = [1, 3];

/** An exported file's error on one batch: max|y − y'| / max|y|; NaN where an output holds one, or has another shape. */
export interface ExportError {
  readonly samples: number;
  readonly error: number;
}

/**
 * Runs an exported file in its runtime on batches of one and of three random samples, standard normal, and compares with ours.
 * @param evaluate our own evaluation, on a backend of the caller's choice
 * @returns the error on each batch; undefined where the runtime isn't installed
 * @throws RefoldError where the runtime doesn't take the file, and where our own outputs aren't finite
 */
export async function checkExport(
  path: string,
  net: Network,
  { name, run }: Runtime,
  evaluate: Evaluate,
  options: ExportOptions & { readonly seed?: number } = {},
): Promise<readonly ExportError[] | undefined> {
  const errors: ExportError[] = [];
  for (const samples of BATCHES) {
    const rng = Rng.seeded(options.seed ?? 0).fork(`export ${samples}`);
    const batch = ndarray([samples, ...net.input], () => rng.normal());
    const actual = await run(path, net, batch, options, evaluate).catch((cause: Error) => {
      throw new RefoldError(`${path} was written, but ${name} doesn't run it: ${cause.message}`, { cause });
    });
    if (actual === undefined) return undefined;
    const expected = await evaluate(net, batch);
    if (!expected.data.every(Number.isFinite)) {
      throw new RefoldError(
        `${path} was written, but not checked: the network's own outputs on random samples are NaN or infinite`,
      );
    }
    const isSameShape = expected.shape.join() === actual.shape.join();
    errors.push({ samples, error: isSameShape ? relativeError(expected.data, actual.data) : Number.NaN });
  }
  return errors;
}

/** Whether every error is within the tolerance. */
export const passes = (errors: readonly ExportError[], tolerance = EXPORT_TOLERANCE): boolean =>
  errors.every(({ error }) => error <= tolerance);
