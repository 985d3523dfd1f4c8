/**
 * Table 2: the stages of RepVGG-A and RepVGG-B.
 *   npx refold reproduce repvgg --table table-2
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: map sizes and width rules read off the built networks, which equal the paper's.
 */
import { type Shape, trace } from '@refold/core/layers';
import { compute, defineTable, exact } from '@refold/lab';
import { models, multipliersOf, type RepVGGName, type RepVGGSpec, repvggSpecs } from 'repvgg';

const STAGES = [0, 1, 2, 3, 4];

const family = (letter: string): readonly RepVGGSpec[] =>
  Object.entries(repvggSpecs).flatMap(([name, spec]) => (name.startsWith(`repvgg-${letter}`) ? [spec] : []));

/** The rule that all members of a family obey: '2 x 64a'. */
function ruleOf(specs: readonly RepVGGSpec[], stage: number): string {
  const rules: readonly (readonly [text: string, width: (m: { a: number; b: number }) => number])[] = [
    ...[64, 128, 256].map(base => [`${base}a`, ({ a }: { a: number }) => Math.floor(base * a)] as const),
    ['512b', ({ b }) => Math.floor(512 * b)],
    ['min(64,64a)', ({ a }) => Math.min(64, Math.floor(64 * a))],
  ];
  const rule = rules.find(([, width]) => specs.every(spec => width(multipliersOf(spec)) === spec.widths[stage]));
  const depths = new Set(specs.map(spec => spec.depths[stage]));
  return `${[...depths].join('/')} x ${rule?.[0] ?? 'no rule'}`;
}

/** Height × width of a stage's output at the model's own input. */
function sizeAfter(name: RepVGGName, stage: number): string {
  const { build, input } = models[name]!;
  const [height, width] = trace(build(), input).children[stage]!.output as Shape & [number, number];
  return `${height}x${width}`;
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
  rows: STAGES.map(stage => ({
    name: `stage${stage + 1}`,
    cells: {
      output_size: compute(() => sizeAfter('repvgg-a1', stage)),
      'RepVGG-A': compute(() => ruleOf(family('a'), stage)),
      'RepVGG-B': compute(() => ruleOf(family('b'), stage)),
    },
  })),
});
