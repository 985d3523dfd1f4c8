"""The small checkpoints that the tests read: python fixtures.py, then hdf5_fixture.py for the one that needs h5py.

Weights are of half precision, for the size of the files; each file holds the state dict and, beside it, `input` and `output`.
"""

import argparse
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from blocks import ACB, DBB, ConvBN, RepMLP, pooled
from branched import DBBResNet, MobileNet, RepVGG, RepVGGplus
from hosts import CifarResNet, CompactedResNet
from mlps import RepMLPNet, RepMLPUnit
from saving import randomized, renamed, save

PACKAGES = Path(__file__).parents[2] / 'packages'


def halved(state):
    return {key: value.half() if value.is_floating_point() else value for key, value in state.items()}


def fixture(package, name, net, shape, rules=(), wrap=halved, legacy=False):
    randomized(net)
    net.half().float()
    folder = PACKAGES / package / 'test/fixtures'
    folder.mkdir(parents=True, exist_ok=True)
    save(folder / f'{name}.pth', net, shape, renamed(net.state_dict(), rules), wrap, legacy)


class LightStage(nn.Module):
    """A light RepMLP block on maps of 6×6 in partitions of 3×3, between a 1×1 and a classifier."""

    def __init__(self, deploy):
        super().__init__()
        mlp = lambda _: RepMLP(8, 6, 3, 2, (1, 3), deploy)
        self.stage0 = nn.Sequential(ConvBN(3, 64, 1, relu=True, deploy=deploy))
        self.stage2 = nn.ModuleDict({'1': RepMLPUnit('light', 64, 64, 1, 1, mlp, deploy)})
        self.linear = nn.Linear(64, 5)

    def forward(self, x):
        return self.linear(pooled(self.stage2['1'](self.stage0(x))))


class FlatVgg(nn.Module):
    """Two layers in the places that VGG-16 gives the first of two stages; the last map, 4×4, is flattened channel by channel."""

    def __init__(self):
        super().__init__()
        layer = lambda i, o: (nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o))
        self.features = nn.ModuleDict(zip(('0', '1', '7', '8'), (*layer(3, 4), *layer(4, 6))))
        self.classifier = nn.Linear(6 * 4 * 4, 5)

    def forward(self, x):
        f = self.features
        x = F.max_pool2d(F.relu(f['1'](f['0'](x))), 2)
        x = F.max_pool2d(F.relu(f['8'](f['7'](x))), 2)
        return self.classifier(x.flatten(1))


def training_checkpoint(state):
    """The state dict as a wrapper for several devices saves it."""
    return {f'module.{key}': value for key, value in halved(state).items()}


def optimizer_state():
    """A whole training checkpoint of a tiny network: weights, their moving average, and what stands beside them."""
    net = randomized(CifarResNet(1, (4, 4, 8)))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    F.mse_loss(net(torch.ones(1, 3, 8, 8)), torch.zeros(1, 10)).backward()
    optimizer.step()
    weights = halved(net.state_dict())
    average = {key: value * 0 + 1 if value.is_floating_point() else value for key, value in weights.items()}
    checkpoint = {
        'epoch': 3,
        'args': argparse.Namespace(lr=0.1),
        'state_dict': {f'module.{key}': value for key, value in weights.items()},
        'ema': {'state_dict': average},
        'optimizer': optimizer.state_dict(),
    }
    path = PACKAGES / 'core/test/fixtures/training-checkpoint.pth'
    torch.save(checkpoint, path)
    print(path)


def conformance():
    """A tiny network's gradients and steps of SGD: a file of conformance.py, in the legacy format for its size."""
    from conformance import CASES, facts

    path = PACKAGES / 'core/test/fixtures/conformance.pth'
    torch.save(facts(*CASES['resnet-8']()), path, _use_new_zipfile_serialization=False)
    print(path)


if __name__ == '__main__':
    small = {'depths': (1, 2, 2, 1, 1), 'widths': (4, 4, 8, 8, 16), 'classes': 5}
    for deploy, form in ((False, 'train'), (True, 'deploy')):
        fixture('repvgg', f'grouped-{form}', RepVGG(**small, groups=2, deploy=deploy), (3, 33, 33))
        fixture('repvgg', f'gated-{form}', RepVGG(**small, reduction=4, deploy=deploy), (3, 33, 33))
        fixture('repvgg', f'plus-{form}', RepVGGplus((1, 1, 1, 2, 1), small['widths'], 5, deploy), (3, 33, 33))
        fixture('dbb', f'resnet-dbb-{form}', DBBResNet(DBB, (1,), 4, 5, deploy), (3, 19, 19))
        fixture('dbb', f'resnet-acb-{form}', DBBResNet(ACB, (1,), 4, 5, deploy), (3, 19, 19))
        pairs = ((8, 1), (12, 2))
        fixture('dbb', f'mobilenet-dbb-{form}', MobileNet(DBB, pairs, 4, 5, deploy), (3, 17, 17))
        fixture('repmlp', f'light-{form}', LightStage(deploy), (3, 6, 6))
        net = RepMLPNet(8, 2, (1, 2), 8, (2, 4), 5, deploy)
        fixture('repmlp', f'repmlpnet-{form}', net, (3, 8, 8))
    fixture('core', 'cifar-resnet-legacy', CifarResNet(1, (4, 4, 8)), (3, 9, 9), wrap=training_checkpoint, legacy=True)
    fixture('core', 'flat-vgg', FlatVgg(), (3, 16, 16))
    fixture('resrep', 'compactors', CompactedResNet((4, 4, 8), 5), (3, 9, 9))
    optimizer_state()
    conformance()
