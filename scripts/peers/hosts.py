"""The hosts of the pruning papers in plain PyTorch, written from the papers, with the attribute names of the authors' checkpoints."""

import torch
from torch import nn
from torch.nn import functional as F

from blocks import ConvBN, pooled


class Basic(nn.Module):
    """torchvision's names. With `projection` None the shortcut takes every other pixel and adds zero channels on both sides."""

    def __init__(self, i, o, stride, projection='downsample'):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o)
        self.conv2, self.bn2 = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
        self.pad, self.projection, self.stride = (o - i) // 2, None, stride
        if projection and (i != o or stride > 1):
            self.projection = projection
            self.add_module(projection, nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o)))

    def shortcut_of(self, x):
        if self.projection:
            return getattr(self, self.projection)(x)
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, self.pad, self.pad))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.shortcut_of(x))


class Bottleneck(nn.Module):
    def __init__(self, i, o, stride, mid):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(i, mid, 1, bias=False), nn.BatchNorm2d(mid)
        self.conv2, self.bn2 = nn.Conv2d(mid, mid, 3, stride, 1, bias=False), nn.BatchNorm2d(mid)
        self.conv3, self.bn3 = nn.Conv2d(mid, o, 1, bias=False), nn.BatchNorm2d(o)
        self.downsample = None
        if i != o or stride > 1:
            self.downsample = nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn3(self.conv3(F.relu(self.bn2(self.conv2(y)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    """torchvision's ResNet of basic blocks, or of bottlenecks with the stride in the 3×3."""

    def __init__(self, depths=(2, 2, 2, 2), bottleneck=False, classes=1000):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64)
        channels = 64
        for s, depth in enumerate(depths):
            mid = 64 * 2**s
            out, blocks = mid * (4 if bottleneck else 1), []
            for i in range(depth):
                stride = 2 if i == 0 and s > 0 else 1
                blocks.append(Bottleneck(channels, out, stride, mid) if bottleneck else Basic(channels, out, stride))
                channels = out
            self.add_module(f'layer{s + 1}', nn.Sequential(*blocks))
        self.fc = nn.Linear(channels, classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        for s in range(1, 5):
            x = getattr(self, f'layer{s}')(x)
        return self.fc(pooled(x))


class CifarResNet(nn.Module):
    """6n + 2 layers, in akamaster's names."""

    def __init__(self, n=3, widths=(16, 32, 64), projection=None, head='linear', classes=10):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0])
        channels, self.head = widths[0], head
        for s, out in enumerate(widths):
            blocks = [Basic(channels if i == 0 else out, out, 2 if i == 0 and s > 0 else 1, projection) for i in range(n)]
            self.add_module(f'layer{s + 1}', nn.Sequential(*blocks))
            channels = out
        self.add_module(head, nn.Linear(channels, classes))

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        for s in range(1, 4):
            x = getattr(self, f'layer{s}')(x)
        return getattr(self, self.head)(pooled(x))


class Compacted(nn.Module):
    """A convolution with its norm, and behind it a compactor with its gradient's mask."""

    def __init__(self, i, o, stride=1):
        super().__init__()
        self.conv, self.bn = nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o)
        self.compactor = nn.Module()
        self.compactor.pwc = nn.Conv2d(o, o, 1, bias=False)
        self.compactor.register_buffer('mask', torch.ones(o))

    def forward(self, x):
        return self.compactor.pwc(self.bn(self.conv(x)))


class CompactedBlock(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.conv1, self.conv2 = Compacted(i, o, stride), ConvBN(o, o, 3)

    def forward(self, x, shortcut):
        return F.relu(self.conv2(F.relu(self.conv1(x))) + shortcut)


class CompactedResNet(nn.Module):
    """ResNet-8 for CIFAR as ResRep trains it, in its names."""

    def __init__(self, widths=(16, 32, 64), classes=10):
        super().__init__()
        channels = widths[0]
        for s, out in enumerate(widths, 1):
            stage = nn.Module()
            if s == 1:
                stage.conv1 = ConvBN(3, out, 3, relu=True)
            else:
                stage.projection = ConvBN(channels, out, 1, 2)
            stage.block0 = CompactedBlock(channels, out, 1 if s == 1 else 2)
            self.add_module(f'stage{s}', stage)
            channels = out
        self.linear = nn.Linear(channels, classes)

    def forward(self, x):
        x = self.stage1.conv1(x)
        x = self.stage1.block0(x, x)
        for stage in (self.stage2, self.stage3):
            x = stage.block0(x, stage.projection(x))
        return self.linear(pooled(x))


class CifarVgg(nn.Module):
    """VGG-16 with norms for CIFAR in the pruning papers' names. A last map larger than one place is flattened channel by channel."""

    def __init__(self, stages=((64,) * 2, (128,) * 2, (256,) * 3, (512,) * 3, (512,) * 3), hidden=512, side=32, classes=10):
        super().__init__()
        self.stem, channels, index = nn.Sequential(), 3, 0
        for s, widths in enumerate(stages):
            for width in widths:
                index += 1
                self.stem.add_module(f'conv{index}', ConvBN(channels, width, 3, relu=True))
                channels = width
            self.stem.add_module(f'pool{s}', nn.MaxPool2d(2))
        self.linear1 = nn.Linear(channels * (side // 2 ** len(stages)) ** 2, hidden)
        self.linear2 = nn.Linear(hidden, classes)

    def forward(self, x):
        return self.linear2(F.relu(self.linear1(self.stem(x).flatten(1))))


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential()
        self.stem.add_module('conv1', nn.Conv2d(1, 20, 5))
        self.stem.add_module('relu1', nn.ReLU())
        self.stem.add_module('pool1', nn.MaxPool2d(2))
        self.stem.add_module('conv2', nn.Conv2d(20, 50, 5))
        self.stem.add_module('relu2', nn.ReLU())
        self.stem.add_module('pool2', nn.MaxPool2d(2))
        self.linear1, self.linear2 = nn.Linear(800, 500), nn.Linear(500, 10)

    def forward(self, x):
        return self.linear2(F.relu(self.linear1(self.stem(x).flatten(1))))
