/** Tables of features × classifiers. */
import { type Claim, greater, type Table } from '@refold/lab';
import { CONSTANT, featureTable } from './feature-table.ts';
import { CLASSIFIERS } from './learners.ts';
import type { Label } from './recipes.ts';
import type { SetName } from './scales.ts';

/** What a table adds to the claims of all. */
export interface ClassTable {
  readonly set: SetName;
  readonly what: string;
  /** Default: 'class'. */
  readonly label?: Label;
  /** Default: 'top1'. */
  readonly metric?: string;
  readonly claims?: readonly Claim[];
  readonly deviations?: readonly string[];
}

/** Which features tell the classes of a set, and which learner reads them best. */
export const classTable = ({
  set,
  what,
  label = 'class',
  metric = 'top1',
  claims = [],
  deviations = [],
}: ClassTable): Table =>
  featureTable({
    title: `Extra: features × learners, ${what}`,
    set,
    label,
    learners: CLASSIFIERS,
    metric,
    shown: { unit: '', digits: 3, tolerance: 0.02 },
    claims: [
      greater('EfficientNet-Lite0, last map', 'Principles of art (PAEF)', 'svm', {
        sentence: 'Deep features are better than principles of art.',
        source: 'survey, C2',
      }),
      greater('EfficientNet-Lite0, last map', 'Colour, HSV, LBP, GLCM and GIST together', 'svm', {
        sentence: 'Deep features are better than many hand-crafted ones together.',
        source: 'survey, C2',
      }),
      greater('Principles of art (PAEF)', CONSTANT, 'svm', {
        sentence: 'Principles of art are better than the largest class.',
        source: 'our own question',
        claimant: 'us',
      }),
      ...claims,
    ],
    deviations,
  });
