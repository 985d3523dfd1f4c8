/** Tables of conversion errors: networks are folded, and both forms run on the same images. */
import { RefoldError, Rng } from '@refold/core';
import { network } from '@refold/core/init';
import type { Layer, Network, Shape } from '@refold/core/layers';
import type { Metrics } from '@refold/core/train';
import { compute, type Measure } from './cells.ts';
import { measured } from './columns.ts';
import { type Conditional, mapped } from './conditional.ts';
import type { Row } from './rows.ts';
import type { Settings } from './scales.ts';
import { defineTable, type Table, type TableSpec } from './table.ts';

/** What is folded: an expression, and the shape of its input. */
export interface ConversionSubject {
  readonly layer: Layer;
  readonly input: Shape;
}

/** What `conversionTable` makes a table of. */
export interface ConversionTable<S extends Settings> extends Pick<TableSpec<S>, 'title' | 'scales' | 'deviations'> {
  /** By the name of the row. */
  readonly subjects: Readonly<Record<string, Conditional<(settings: S) => ConversionSubject>>>;
  /** Of the random parameters; default 'conversion'. */
  readonly seed?: string;
  /** Whether to show how much memory a fold takes. */
  readonly memory?: boolean;
}

const ERROR =
  'The error is max|y − y′| / max|y| in float32 on two random images, from random parameters with norms’ tensors uniform in (0, 0.1), as the authors draw them.';
const MEMORY = 'Memory is the resident set of the process after the fold, less before it.';

/** A table with a row per subject: its parameters before and after folding, how long that takes, and how far the outputs are apart. */
export const conversionTable = <S extends Settings>({
  subjects,
  seed = 'conversion',
  memory = false,
  deviations = [],
  ...table
}: ConversionTable<S>): Table =>
  defineTable<S>({
    ...table,
    columns: {
      input: measured({ heading: 'Input', unit: '' }),
      params_trained: measured({ heading: 'Parameters, trained', unit: '', digits: 0, metric: 'trained' }),
      params_folded: measured({ heading: 'Parameters, folded', unit: '', digits: 0, metric: 'folded' }),
      fold_seconds: measured({ heading: 'Folded in, s', unit: '', digits: 2, metric: 'seconds' }),
      ...(memory && { mebibytes: measured({ heading: 'Memory', unit: 'MiB', digits: 0, metric: 'bytes' }) }),
      relative_error: measured({ heading: 'Relative error', unit: '', metric: 'error' }),
    },
    rows: Object.entries(subjects).map(
      ([name, subject]): Row<S> => ({
        name,
        measure: mapped(
          subject,
          (of): Measure<S> =>
            settings =>
              conversion(trainedLooking(of(settings), seed)),
        ),
        cells: { input: mapped(subject, of => compute<S>(settings => of(settings).input.join('x'))) },
      }),
    ),
    deviations: [ERROR, ...(memory ? [MEMORY] : []), ...deviations],
  });

/** Norms as the authors of RepVGG, DBB and RepMLP draw them to check: far from their defaults. */
async function trainedLooking({ layer, input }: ConversionSubject, seed: string): Promise<Network> {
  const { withRandomNorms } = await import('@refold/core/fold');
  const rng = Rng.seeded(seed);
  return withRandomNorms(network(layer, input, rng), [0, 0.1], rng.fork('norms'));
}

async function conversion(made: Promise<Network>): Promise<Metrics> {
  const [{ fold, verify }, { evaluateOnce }] = await Promise.all([
    import('@refold/core/fold'),
    import('@refold/core/apply'),
  ]);
  const net = await made;
  const [resident, started] = [process.memoryUsage.rss(), performance.now()];
  const { network: folded, report } = fold(net);
  const seconds = (performance.now() - started) / 1000;
  const bytes = Math.max(0, process.memoryUsage.rss() - resident);
  const error = Number((await verify(net, folded, evaluateOnce)).toPrecision(3));
  if (!Number.isFinite(error)) throw new RefoldError('the outputs before or after folding are NaN or infinite');
  return { trained: report.before.params, folded: report.after.params, seconds, bytes, error };
}
