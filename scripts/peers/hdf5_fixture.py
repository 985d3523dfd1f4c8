"""An HDF5 checkpoint as the pruning papers write it: python hdf5_fixture.py, with h5py and numpy.

A ResNet for CIFAR of 8 layers, folded, with another width in each block's first layer, and `deps`, the list of its widths.
"""

from pathlib import Path

import h5py
import numpy as np

WIDTHS, INNER = (4, 4, 8), (3, 2, 5)
PATH = Path(__file__).parents[2] / 'packages/resrep/test/fixtures/pruned.hdf5'


def tensors():
    generator = np.random.default_rng(0)

    def layer(name, o, i, k):
        yield f'{name}.conv.weight', generator.normal(0, (2 / (i * k * k)) ** 0.5, (o, i, k, k)).astype('f4')
        yield f'{name}.conv.bias', generator.uniform(-0.3, 0.3, o).astype('f4')

    yield from layer('stage1.conv1', WIDTHS[0], 3, 3)
    channels = WIDTHS[0]
    for s, (out, inner) in enumerate(zip(WIDTHS, INNER), 1):
        if s > 1:
            yield from layer(f'stage{s}.projection', out, channels, 1)
        yield from layer(f'stage{s}.block0.conv1', inner, channels, 3)
        yield from layer(f'stage{s}.block0.conv2', out, inner, 3)
        channels = out
    yield 'linear.weight', generator.normal(0, 0.3, (10, channels)).astype('f4')
    yield 'linear.bias', generator.uniform(-0.3, 0.3, 10).astype('f4')


PATH.parent.mkdir(parents=True, exist_ok=True)
with h5py.File(PATH, 'w') as file:
    for name, value in tensors():
        file.create_dataset(name, data=value)
    file.create_dataset('deps', data=np.array([WIDTHS[0], 3, 4, 8, 2, 4, 8, 5, 8], 'i8'))
print(PATH)
