"""Networks of the papers at their full size with random weights, as files `<model>[+<rewriting>].<form>.pth` for compare.ts.

python full_size.py FOLDER
"""

import sys
from pathlib import Path

from blocks import ACB, DBB, ConvBN
from branched import DBBResNet, MobileNet, RepVGG
from hosts import CifarResNet, CifarVgg, LeNet5, ResNet
from mlps import RepMLPNet, RepMLPResNet
from saving import randomized, renamed, save

A0 = {'depths': (1, 2, 4, 14, 1), 'widths': (48, 48, 96, 192, 1280)}
B1G4 = {'depths': (1, 4, 6, 16, 1), 'widths': (64, 128, 256, 512, 2048), 'groups': 4}
IMAGENET, CIFAR, MNIST = (3, 224, 224), (3, 32, 32), (1, 28, 28)

SRC56 = [
    (r'^conv1\.', 'stage1.conv1.conv.'),
    (r'^bn1\.', 'stage1.conv1.bn.'),
    (r'^layer(\d)\.0\.shortcut\.0\.', r'stage\1.projection.conv.'),
    (r'^layer(\d)\.0\.shortcut\.1\.', r'stage\1.projection.bn.'),
    (r'^layer(\d)\.(\d+)\.conv(\d)\.', r'stage\1.block\2.conv\3.conv.'),
    (r'^layer(\d)\.(\d+)\.bn(\d)\.', r'stage\1.block\2.conv\3.bn.'),
]
RC56 = [
    (r'^conv1\.', 'conv1.conv.'),
    (r'^bn1\.', 'conv1.bn.'),
    (r'^layer(\d)\.(\d+)\.shortcut\.0\.', r'stage\1.\2.shortcut.conv.'),
    (r'^layer(\d)\.(\d+)\.shortcut\.1\.', r'stage\1.\2.shortcut.bn.'),
    (r'^layer(\d)\.(\d+)\.conv(\d)\.', r'stage\1.\2.conv\3.conv.'),
    (r'^layer(\d)\.(\d+)\.bn(\d)\.', r'stage\1.\2.conv\3.bn.'),
]
SRES50 = [
    (r'^conv1\.', 'conv1.conv.'),
    (r'^bn1\.', 'conv1.bn.'),
    (r'^layer(\d)\.0\.downsample\.0\.', r'stage\1.projection.conv.'),
    (r'^layer(\d)\.0\.downsample\.1\.', r'stage\1.projection.bn.'),
    (r'^layer(\d)\.(\d+)\.conv(\d)\.', r'stage\1.block\2.conv\3.conv.'),
    (r'^layer(\d)\.(\d+)\.bn(\d)\.', r'stage\1.block\2.conv\3.bn.'),
]
TIMM = [
    (r'^stage0\.', 'stem.'),
    *[(rf'^stage{s}\.', f'stages.{s - 1}.') for s in range(1, 5)],
    (r'^linear\.', 'head.fc.'),
]
TIMM_BLOCK = [('rbr_dense', 'conv_kxk'), ('rbr_1x1', 'conv_1x1'), ('rbr_identity', 'identity'), ('rbr_reparam', 'reparam_conv')]
MMPRETRAIN = [
    (r'^stage0\.', 'backbone.stem.'),
    (r'^stage(\d)\.', r'backbone.stage_\1.'),
    (r'^linear\.', 'head.fc.'),
]
MMPRETRAIN_BLOCK = [
    (r'rbr_dense\.bn', 'branch_3x3.norm'),
    (r'rbr_dense', 'branch_3x3'),
    (r'rbr_1x1\.bn', 'branch_1x1.norm'),
    (r'rbr_1x1', 'branch_1x1'),
    (r'rbr_identity', 'branch_norm'),
    (r'rbr_reparam', 'branch_reparam'),
]


def networks():
    """(name, network, shape of its input, state dict)"""

    def same(name, net, shape):
        return name, randomized(net), shape, None

    def named(name, net, shape, *rules):
        state = randomized(net).state_dict()
        for rule in rules:
            state = renamed(state, rule)
        return name, net, shape, state

    for deploy in (False, True):
        form = 'deploy' if deploy else 'train'
        yield same(f'repvgg-a0.{form}', RepVGG(**A0, deploy=deploy), IMAGENET)
        yield named(f'repvgg-a0.timm-{form}', RepVGG(**A0, deploy=deploy), IMAGENET, TIMM, TIMM_BLOCK)
        yield named(f'repvgg-a0.mmpretrain-{form}', RepVGG(**A0, deploy=deploy), IMAGENET, MMPRETRAIN, MMPRETRAIN_BLOCK)
        yield same(f'repvgg-b1g4.{form}', RepVGG(**B1G4, deploy=deploy), IMAGENET)
        yield same(f'resnet-18+dbb.{form}', DBBResNet(DBB, deploy=deploy), IMAGENET)
        yield same(f'resnet-18+acb.{form}', DBBResNet(ACB, deploy=deploy), IMAGENET)
        yield same(f'mobilenet+dbb.{form}', MobileNet(DBB, deploy=deploy), IMAGENET)
        yield same(f'mobilenet.{form}', MobileNet(ConvBN, deploy=deploy), IMAGENET)
        yield same(f'repmlp-resnet-50.{form}', RepMLPResNet(deploy=deploy), IMAGENET)
        yield same(f'repmlp-resnet-50-light-g4.{form}', RepMLPResNet('light', 4, deploy=deploy), IMAGENET)
        yield same(f'repmlpnet-t224.{form}', RepMLPNet(deploy=deploy), IMAGENET)
    yield same('resnet-18.torchvision', ResNet(), IMAGENET)
    yield same('resnet-50-v1.5.torchvision', ResNet((3, 4, 6, 3), bottleneck=True), IMAGENET)
    yield named('resnet-50-v1.5.sres50', ResNet((3, 4, 6, 3), bottleneck=True), IMAGENET, SRES50)
    yield same('resnet-20-cifar.akamaster', CifarResNet(), CIFAR)
    yield same('resnet-20-cifar-projection.akamaster', CifarResNet(projection='shortcut'), CIFAR)
    yield same('resnet-20-cifar-projection.torchvision', CifarResNet(projection='downsample', head='fc'), CIFAR)
    yield named('resnet-56-cifar-projection.src56', CifarResNet(9, projection='shortcut'), CIFAR, SRC56)
    yield named('resnet-56-cifar-projection.rc56', CifarResNet(9, projection='shortcut'), CIFAR, RC56)
    yield same('vgg-16-cifar-hidden.vc', CifarVgg(), CIFAR)
    yield same('lenet-5.lenet5', LeNet5(), MNIST)


if __name__ == '__main__':
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, net, shape, state in networks():
        save(folder / f'{name}.pth', net, shape, state)
