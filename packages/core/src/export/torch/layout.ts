/** The names and layouts that our parameters have in PyTorch. */
import { parameterName } from '../../io/name-rules.ts';
import { fromTorch, torchLayouts, toTorch } from '../../io/torch-layout.ts';
import { trace } from '../../layers/shapes.ts';
import type { Expression, Params } from '../../layers/types.ts';
import type { NdArray } from '../../ndarray.ts';

/**
 * A network's parameters as PyTorch's modules have them, float32: `stage1.0.conv.weight` OIHW, `fc.weight` [out, in], a norm's `weight`,
 * `bias`, `running_mean` and `running_var`. What reads a flattened map takes its features in the order of PyTorch's flatten, channel by channel. A
 * spatialLinear is the grouped 1×1 convolution of a flattened map that RepMLP's authors make of it.
 */
export function toTorchState({ layer, input, params }: Expression & { readonly params: Params }): Map<string, NdArray> {
  return new Map(
    torchLayouts(trace(layer, input)).map(layout => {
      const { shape, data } = toTorch(params.get(layout.path)!, layout);
      return [nameOf(layout.path), { shape, data: data instanceof Float32Array ? data : Float32Array.from(data) }];
    }),
  );
}

/** Parameters of ours from what `toTorchState` made of them. Shapes are believed. */
export const fromTorchState = ({ layer, input }: Expression, state: ReadonlyMap<string, NdArray>): Params =>
  new Map(
    torchLayouts(trace(layer, input)).map(layout => [layout.path, fromTorch(state.get(nameOf(layout.path))!, layout)]),
  );

const nameOf = (path: string): string => parameterName(path, leaf => leaf) ?? path;
