/** Which loss a configuration names, for which kind of label. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_LOSS, type LossDefinition, lossFor, softmaxCrossEntropy } from '../src/train/index.ts';

describe('the loss of a configuration', () => {
  it.each(Object.entries(DEFAULT_LOSS).filter(([, name]) => name !== undefined))(
    'defaults for labels of kind %s to %s',
    (kind, name) => {
      expect(lossFor({}, kind as keyof typeof DEFAULT_LOSS)).toEqual(expect.any(Function));
      expect(() => lossFor({ kind: name! }, kind as keyof typeof DEFAULT_LOSS)).not.toThrow();
    },
  );

  it('is refused without labels, for other labels, by an unknown name and with an impossible setting', () => {
    expect(() => lossFor({}, 'none')).toThrow('needs labels, and the dataset has none');
    expect(() => lossFor({ kind: 'mse' }, 'map')).toThrow(
      "'mse' is for labels of kind class, distribution, dimensions, but the dataset's are of kind 'map'. Available: pixelCrossEntropy.",
    );
    expect(() => lossFor({ kind: 'crossEntrpy' }, 'class')).toThrow(
      "unknown loss 'crossEntrpy'. Did you mean crossEntropy?",
    );
    expect(() => lossFor({ kind: 'smoothL1', beta: 0 }, 'dimensions')).toThrow(
      'loss.beta is 0; it must be a number above 0',
    );
    expect(() => lossFor({ kind: 'reverseKl', floor: 'low' }, 'distribution')).toThrow('loss.floor is low');
  });

  it("may be a paper's own, made of its settings", () => {
    const given: unknown[] = [];
    const own: LossDefinition = {
      labels: ['dimensions'],
      make: settings => {
        given.push(settings);
        return softmaxCrossEntropy;
      },
    };
    expect(lossFor({ kind: 'mine', weight: 2 }, 'dimensions', { mine: own })).toBe(softmaxCrossEntropy);
    expect(given).toEqual([{ kind: 'mine', weight: 2 }]);
    expect(() => lossFor({ kind: 'mine' }, 'class', { mine: own })).toThrow("'mine' is for labels of kind dimensions");
  });
});
