/** Tables of methods on a pair of sets. */
import { defineTable, onlyAt, type Table } from '@refold/lab';
import { METHODS } from 'cycleemotiongan';
import { CLAIMS, COLUMNS, DEVIATIONS, rowsOf, SUPERVISED } from './columns.ts';
import { type AdaptationSettings, type SetName, scalesOf } from './scales.ts';

export interface PairTable {
  readonly title: string;
  readonly from: SetName;
  readonly to: SetName;
  readonly label?: AdaptationSettings['label'];
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

/** All methods from a set to another. */
export function pairTable({ title, from, to, label = 'class', isSlow = false, deviations }: PairTable): Table {
  const rows = rowsOf(METHODS).filter(({ name }) => label === 'class' || !OF_THE_WHEEL.includes(name));
  return defineTable<AdaptationSettings>({
    title,
    scales: scalesOf(from, to, label),
    columns: COLUMNS,
    rows: [...SUPERVISED, ...rows].map(row => (isSlow || SLOW.includes(row.name) ? slow(row) : row)),
    claims: CLAIMS,
    deviations: [...deviations, ...DEVIATIONS],
  });
}
