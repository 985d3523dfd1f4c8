/** Tables of methods on a pair of sets. */
import { type Claim, defineTable, less, onlyAt, type Table } from '@refold/lab';
import { METHODS } from 'cycleemotiongan';
import {
  CLAIMS,
  COLUMNS,
  DEVIATIONS,
  DISTRIBUTION_COLUMNS,
  ORACLE,
  rowsOf,
  SOURCE_ONLY,
  SUPERVISED,
  UNTUNED,
} from './columns.ts';
import { type AdaptationSettings, type SetName, scalesOf } from './scales.ts';

export interface PairTable {
  readonly title: string;
  readonly from: SetName;
  readonly to: SetName;
  readonly label?: AdaptationSettings['label'];
  /** Those that both sets have, where they aren't the same. */
  readonly emotions?: readonly string[];
  /** Whether nothing of it is run at quick. Default: only some methods aren't. */
  readonly isSlow?: boolean;
  readonly deviations: readonly string[];
}

/** Methods that quick leaves out, and those that are for Mikels' eight emotions alone. */
const SLOW = ['SimGAN', 'CyCADA', 'EmotionGAN', 'CycleEmotionGAN (Mikels)'];
const OF_THE_WHEEL = ['CycleEmotionGAN (Mikels)'];

type MethodRow = ReturnType<typeof rowsOf>[number];

/** The row, left out at quick. */
function slow(row: MethodRow): MethodRow {
  const { train } = row;
  if (typeof train !== 'function') return row;
  return { ...row, train: onlyAt(['standard', 'smoke', 'paper'], train, 'takes minutes a run') };
}

const nearer = (a: string, b: string, sentence: string): Claim =>
  less(a, b, 'kl', { sentence, source: 'our own question', claimant: 'us' });

/** What the claims say of accuracy, said of distributions. */
const OF_SHARES: readonly Claim[] = [
  nearer(
    'CycleEmotionGAN',
    SOURCE_ONLY,
    'CycleEmotionGAN predicts shares that are nearer than the source classifier’s.',
  ),
  nearer(
    'CycleEmotionGAN++',
    'CycleEmotionGAN',
    'CycleEmotionGAN++ predicts shares that are nearer than CycleEmotionGAN’s.',
  ),
  nearer(ORACLE, 'CycleEmotionGAN++', 'Shares are nearest where the target’s are learnt from.'),
];

/** All methods from a set to another. */
export function pairTable({
  title,
  from,
  to,
  label = 'class',
  emotions,
  isSlow = false,
  deviations,
}: PairTable): Table {
  const isOnWheel = label === 'class' && emotions === undefined;
  const rows = rowsOf(METHODS).filter(({ name }) => isOnWheel || !OF_THE_WHEEL.includes(name));
  const isShared = label === 'distribution';
  return defineTable<AdaptationSettings>({
    title,
    scales: scalesOf(from, to, { label, ...(emotions && { emotions }) }),
    columns: { ...COLUMNS, ...(isShared && DISTRIBUTION_COLUMNS) },
    rows: [...SUPERVISED, ...rows].map(row => (isSlow || SLOW.includes(row.name) ? slow(row) : row)),
    claims: isShared ? [...CLAIMS, ...OF_SHARES] : CLAIMS,
    deviations: [...deviations, UNTUNED, ...DEVIATIONS],
  });
}
