/** Backbones for segmentation (section 4.3): the last stages keep their map, and dilate their 3×3 instead. */
import type { Layer } from '@refold/core/layers';
import { repvggStages } from './network.ts';
import { type RepVGGName, repvggSpecs } from './zoo.ts';

/**
 * The stages of a variant, with a stride of 8 in all: the last two keep their map and dilate their 3×3 by 2 and 4. A fast one dilates
 * its last four layers of stage 3 only.
 */
export function dilatedStages(name: RepVGGName, { fast = false } = {}): Readonly<Record<string, Layer>> {
  const spec = repvggSpecs[name];
  const dilated = spec.depths[3]! - (fast ? 4 : spec.depths[3]!);
  return repvggStages(
    { ...spec, strides: [2, 2, 2, 1, 1] },
    { dilation: (stage, index) => (stage === 4 ? 4 : stage === 3 && index >= dilated ? 2 : 1) },
  );
}
