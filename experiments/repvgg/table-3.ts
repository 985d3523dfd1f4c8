/**
 * Table 3: depths and width multipliers of the variants.
 *   npx refold reproduce repvgg --table table-3
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: layers, multipliers and groups read off the built networks, which equal the paper's.
 */
import { leaves, trace } from '@refold/core/layers';
import { compute, defineTable, exact } from '@refold/lab';
import { models, multipliersOf, type RepVGGSpec, repvggSpecs, titleOf } from 'repvgg';

const SPECS: readonly (readonly [name: string, spec: RepVGGSpec])[] = Object.entries(repvggSpecs);

/** Groups of the built network's grouped layers. */
function groupsOf(name: string): number {
  const { build, input } = models[name]!;
  const groups = [...leaves(trace(build(), input))].flatMap(({ layer }) => (layer.op === 'conv' ? [layer.groups] : []));
  return Math.max(...groups);
}

/** The dense variant of the same widths. */
function baseOf({ widths }: RepVGGSpec): string {
  const same = SPECS.find(([, other]) => other.groups === undefined && String(other.widths) === String(widths));
  return titleOf(same?.[0] ?? 'none');
}

export default defineTable({
  title: 'Variants: layers of each stage, width multipliers, groups',
  printed: 'table3_variants-multipliers.csv',
  scales: { smoke: {} },
  columns: {
    layers_per_stage: exact({ heading: 'Layers of each stage' }),
    a: exact(),
    b: exact(),
    groups: exact({ heading: 'Groups' }),
    base: exact({ heading: 'Widths of' }),
  },
  rows: SPECS.map(([name, spec]) => ({
    name: titleOf(name),
    cells:
      spec.groups === undefined
        ? {
            layers_per_stage: compute(() => spec.depths.join('-')),
            a: compute(() => multipliersOf(spec).a),
            b: compute(() => multipliersOf(spec).b),
          }
        : { groups: compute(() => groupsOf(name)), base: compute(() => baseOf(spec)) },
  })),
  deviations: ['RepVGG-D2se and RepVGGplus-L2pse, and which layers are grouped, are from the official repository.'],
});
