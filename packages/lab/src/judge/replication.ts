/**
 * Whether two accounts of one run agree, the ledger's and one of another machine or of today.
 *
 * The same code on the same backend and instruction set trains bit for bit the same: there, every metric has to be equal to the last digit.
 * Elsewhere sums are rounded in another order. That grows through training until the runs differ as those of two seeds do, and no further,
 * so a metric may differ by t · √2 · std of the row's recorded seeds, the 99 % interval of the difference of two seeds. Of fewer than three
 * seeds, or three that are equal, the spread isn't known: then a metric may differ by a tenth. A count that is the same for three seeds has to
 * be the same again.
 *
 * Measured on RepVGG's full block of `quick`, three epochs of 2,000 images, three seeds each with AVX2 and without: top-1 differs by 0.2, 2.6 and
 * 1.2 points, where the seeds' std is 1.9; the loss differs by 2.6, 1.4 and 0.6 %, where it is 1.8 %.
 */
import type { Double } from '../results/ledger.ts';
import type { RecordedRun } from '../results/recorded-run.ts';
import { summarize } from './numbers.ts';
import { interval } from './student.ts';

/** Of the interval that the difference of two seeds stays in. */
const LEVEL = 0.99;
/** Seeds from which on their spread counts. */
const ENOUGH_SEEDS = 3;
/** By how much of the larger value a metric may differ where fewer seeds are recorded. */
const SHARE = 0.1;

/** A metric that differs between two accounts of a run. */
export interface Deviation {
  readonly metric: string;
  /** Undefined where that account has no such metric. */
  readonly recorded: number | undefined;
  readonly found: number | undefined;
  /** The largest difference that is allowed; 0 where the values must be equal. */
  readonly tolerance: number;
  readonly isWithin: boolean;
}

/** Another account of a recorded run, and how it differs. */
export interface Replication extends Double {
  /** Every metric that isn't equal to the last digit; none where the accounts are equal. */
  readonly deviations: readonly Deviation[];
  /** Whether a metric differs by more than its tolerance. */
  readonly isFailed: boolean;
}

/**
 * Compares another account of a run with the recorded one.
 * @param siblings the recorded runs of all seeds
 * @param isSameCode whether both were trained by the same code; asked where they differ
 */
export function replicationOf(
  double: Double,
  siblings: readonly RecordedRun[],
  isSameCode: () => boolean,
): Replication {
  const { recorded, found } = double;
  const metrics = [...new Set([recorded, found].flatMap(({ metrics }) => Object.keys(metrics)))].sort();
  // NaN equals NaN here.
  const different = metrics.filter(name => !Object.is(recorded.metrics[name], found.metrics[name]));
  if (different.length === 0) return { ...double, deviations: [], isFailed: false };
  const mustEqual = recorded.backend === found.backend && isRepeatable(found.backend) && isSameCode();
  const deviations = different.map((metric): Deviation => {
    const [a, b] = [recorded.metrics[metric], found.metrics[metric]];
    const tolerance = mustEqual || a === undefined || b === undefined ? 0 : toleranceOf(metric, a, b, siblings);
    const isWithin = a !== undefined && b !== undefined && Math.abs(a - b) <= tolerance;
    return { metric, recorded: a, found: b, tolerance, isWithin };
  });
  return { ...double, deviations, isFailed: deviations.some(({ isWithin }) => !isWithin) };
}

/** Whether a backend computes the same bits on every machine that has it: 'native avx2', 'wasm'. Those of several sessions do, in turn. */
const isRepeatable = (backend: string): boolean =>
  backend.split(', ').every(name => /^native \S+$/.test(name) || name === 'wasm' || name === 'cpu');

function toleranceOf(metric: string, a: number, b: number, siblings: readonly RecordedRun[]): number {
  const values = siblings.map(({ metrics }) => metrics[metric]).filter(value => value !== undefined);
  const isSame = values.every(value => value === values[0]);
  if (isSame && values.length >= ENOUGH_SEEDS && isCount(a)) return 0;
  // Equal by chance, as accuracies of few steps are: that says nothing of the spread either.
  if (isSame || values.length < ENOUGH_SEEDS) return SHARE * Math.max(Math.abs(a), Math.abs(b));
  const { n, std } = summarize(values);
  const between = { n, value: 0, standardError: Math.SQRT2 * std, freedom: n - 1, effect: Number.NaN };
  return interval(between, LEVEL).high;
}

/** Whether a value is a number of things; 0 and 1 are shares too. */
const isCount = (value: number): boolean => Number.isInteger(value) && Math.abs(value) > 1;

/** 'table-6: full, seed 0' */
export const runTitle = ({ table, row, seed }: Pick<RecordedRun, 'table' | 'row' | 'seed'>): string =>
  `${table}: ${row === '' ? '' : `${row}, `}seed ${seed}`;

/** What came of comparing two accounts of a run, in a line. */
export function replicationLine(replication: Replication): string {
  const { recorded, found, deviations, isFailed } = replication;
  const title = runTitle(recorded);
  if (deviations.length === 0) return `${title}: equal to the last digit`;
  const shown = deviations.filter(({ isWithin }) => isWithin !== isFailed).map(deviationText);
  const verdict = isFailed ? 'failed replication' : 'within tolerance';
  return `${title}: ${verdict}: ${shown.join('; ')} (recorded: ${originOf(recorded)}; found: ${originOf(found)})`;
}

/** The failed replications, each on a line of its own under their number; nothing where there are none. */
export function failedText(replications: readonly Replication[]): string {
  const lines = replications.filter(({ isFailed }) => isFailed).map(one => `  ${replicationLine(one)}\n`);
  if (lines.length === 0) return '';
  const runs = lines.length === 1 ? 'run differs' : 'runs differ';
  return `${lines.length} ${runs} from the ledger by more than its tolerance; the ledger keeps what it says:\n${lines.join('')}`;
}

const originOf = ({ backend, commit, date }: RecordedRun): string => `${backend}, ${commit}, ${date}`;

function deviationText({ metric, recorded, found, tolerance }: Deviation): string {
  const value = (of: number | undefined) => (of === undefined ? 'none' : String(of));
  const allowed =
    recorded === undefined || found === undefined
      ? ''
      : tolerance === 0
        ? ', must be equal'
        : `, may differ by ${Number(tolerance.toPrecision(3))}`;
  return `${metric} recorded ${value(recorded)}, found ${value(found)}${allowed}`;
}
