/** Official checkpoints as PyTorch writes them, and what PyTorch makes of an input. */
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { expectPeer } from '../../core/test/support/peers.ts';
import { nameMaps, type RepVGGSpec, repvgg } from '../src/index.ts';

const small = { depths: [1, 2, 2, 1, 1], widths: [4, 4, 8, 8, 16] };
const specs: Readonly<Record<string, RepVGGSpec>> = {
  grouped: { ...small, groups: 2 },
  gated: { ...small, squeeze: { reduction: 4, at: 'before-relu' } },
  plus: {
    ...small,
    depths: [1, 1, 1, 2, 1],
    squeeze: { reduction: 4, at: 'after-relu' },
    auxiliaryHeads: true,
  },
};

describe.each(Object.entries(specs))('a %s RepVGG of PyTorch', (name, spec) => {
  it.each([
    ['train', 'trained'],
    ['deploy', 'folded'],
  ] as const)('as saved in form %s', async (file, form) => {
    const path = join(import.meta.dirname, `fixtures/${name}-${file}.pth`);
    await expectPeer(path, repvgg(spec, { classes: 5 }), nameMaps, form);
  });
});
