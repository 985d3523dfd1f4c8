/**
 * Figure 3: a residual stage as it is, clipped, sampled and slimmed.
 *   npx refold reproduce csgd --table figure-3
 * Trains nothing; takes seconds. Comes out: channels and multiply-adds of a block in each case.
 */
import { count } from '@refold/core/cost';
import { conv } from '@refold/core/layers';
import { bars, defineFigure, percent } from '@refold/lab';

const [WHOLE, LEFT, SIDE] = [64, 40, 8];

/** Channels that a block's first layer reads, those between its layers, and those that it adds to the shortcut. */
const STAGES = {
  original: [WHOLE, WHOLE, WHOLE],
  'clipped: inner layers only': [WHOLE, LEFT, WHOLE],
  'sampled: the first layer reads some channels': [LEFT, LEFT, WHOLE],
  'slimmed: C-SGD': [LEFT, LEFT, LEFT],
} as const;

const macs = (input: number, out: number): number => count(conv(out, 3), [SIDE, SIDE, input]).total.macs;
const blockMacs = ([read, inner, out]: readonly [number, number, number]): number =>
  macs(read, inner) + macs(inner, out);

export default defineFigure({
  title: 'A residual block at 40 of 64 channels',
  draw: () => {
    const whole = blockMacs(STAGES.original);
    const rows = Object.entries(STAGES).map(([stage, channels]) => {
      const [read, inner, out] = channels;
      return { stage, read, inner, out, 'multiply-adds left, %': percent(blockMacs(channels) / whole) };
    });
    return { rows };
  },
  plot: ({ rows }) =>
    bars(
      rows.flatMap(({ stage, read, inner, out }) =>
        Object.entries({ read, inner, 'added to the shortcut': out }).map(([series, channels]) => ({
          group: stage!.split(':')[0]!,
          series,
          value: Number(channels),
        })),
      ),
      { title: 'Channels of a residual block', x: 'stage', y: { title: 'channels', whole: true } },
    ),
  deviations: ['Only slimming narrows what all blocks of a stage share. The paper draws the same stage as a diagram.'],
});
