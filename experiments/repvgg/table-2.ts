/**
 * Table 2: the stages of RepVGG-A and RepVGG-B.
 *   npx refold reproduce repvgg --table table-2
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: map sizes and width rules read off the built networks, which equal the paper's.
 */
import { trace } from '@refold/core/layers';
import { compute, defineTable, exact } from '@refold/lab';
import { models, multipliersOf, repvggSpecs } from 'repvgg';

/** How the paper writes a stage's width, and what that is for multipliers a and b. */
const RULES: Readonly<Record<string, (a: number, b: number) => number>> = {
  '64a': a => 64 * a,
  '128a': a => 128 * a,
  '256a': a => 256 * a,
  '512b': (_, b) => 512 * b,
  'min(64,64a)': a => Math.min(64, 64 * a),
};

/** Layers and width of a stage, by the rule that all members of a family obey: '2 x 64a'. */
function ruleOf(family: string, stage: number): string {
  const specs = Object.entries(repvggSpecs).flatMap(([name, spec]) => (name.startsWith(family) ? [spec] : []));
  const rule = Object.keys(RULES).find(text =>
    specs.every(spec => {
      const { a, b } = multipliersOf(spec);
      return Math.floor(RULES[text]!(a, b)) === spec.widths[stage];
    }),
  );
  return `${[...new Set(specs.map(spec => spec.depths[stage]))].join('/')} x ${rule ?? 'no rule'}`;
}

/** Height × width of a stage's output, on images of the size that the paper has. */
function sizeAfter(stage: number): string {
  const { build, input } = models['repvgg-a1']!;
  return trace(build(), input).children[stage]!.output.slice(0, 2).join('x');
}

export default defineTable({
  title: 'Architecture: stages, layers and channels',
  printed: 'table2_architecture-spec.csv',
  scales: { smoke: {} },
  columns: {
    output_size: exact({ heading: 'Output size' }),
    'RepVGG-A': exact({ heading: 'Layers of RepVGG-A' }),
    'RepVGG-B': exact({ heading: 'Layers of RepVGG-B' }),
  },
  rows: [0, 1, 2, 3, 4].map(stage => ({
    name: `stage${stage + 1}`,
    cells: {
      output_size: compute(() => sizeAfter(stage)),
      'RepVGG-A': compute(() => ruleOf('repvgg-a', stage)),
      'RepVGG-B': compute(() => ruleOf('repvgg-b', stage)),
    },
  })),
});
