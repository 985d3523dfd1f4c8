/** What tests ask of datasets whose labels they know to be there. */
import type { Dataset, LabelKind, Labels } from '../../src/data/index.ts';

type Values = Exclude<Labels, { kind: 'none' }>['values'];

/** The labels' values. @throws Error for labels of kind 'none' */
export function valuesOf(labels: Labels): Values {
  if (labels.kind === 'none') throw new Error('these examples have no labels');
  return labels.values;
}

/** Names of a dataset's classes. @throws Error when its labels know no classes */
export function classNames({ labelKind }: Pick<Dataset, 'labelKind'>): readonly string[] {
  if (!('classes' in labelKind)) throw new Error(`labels of kind '${labelKind.kind}' know no classes`);
  return labelKind.classes;
}

/** Classes c0, c1, ... */
export const numberedClasses = (count: number): LabelKind => ({
  kind: 'class',
  classes: Array.from({ length: count }, (_, i) => `c${i}`),
});
