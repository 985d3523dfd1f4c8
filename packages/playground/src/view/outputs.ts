/** Outputs of both forms, channel by channel, and their difference. */
import type { Outputs } from '../study/outputs.ts';
import { differenceLine } from './costs.ts';
import { make } from './dom.ts';
import { channelsShown, mapStrip } from './heat-map.ts';

/** The strips and what they say. */
export function outputStrips(outputs: Outputs): readonly HTMLElement[] {
  const { trained, folded, difference, largest, scale } = outputs;
  const { shape } = trained;
  const channels = shape.length === 3 ? shape[2]! : 1;
  const shown = channelsShown(shape);
  const which = shown < channels ? `channels 1 to ${shown} of ${channels}` : `${channels} channels`;
  const strip = (title: string, array: typeof trained, spread: number, says: string): HTMLElement =>
    make(
      'figure',
      { class: 'strip' },
      make('figcaption', {}, make('b', {}, title), make('span', { class: 'note' }, says)),
      mapStrip(array, spread, `${title}: ${says}`),
    );
  const tiny = largest === 0 ? 'none anywhere' : `scaled up ${Math.round(scale / largest).toLocaleString('en')} times`;
  return [
    differenceLine(outputs),
    strip('Trained', trained, scale, `${shape.join('×')}, ${which}`),
    strip('Folded', folded, scale, 'on the same scale'),
    strip('Difference', difference, largest, tiny),
  ];
}
