"""DenseNet for CIFAR and MobileNetV2 in plain PyTorch, written from the papers, in the attribute names of torchvision and its kin."""

import torch
from torch import nn
from torch.nn import functional as F

from blocks import pooled


class DenseLayer(nn.Module):
    def __init__(self, i, growth):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(i), nn.Conv2d(i, growth, 3, padding=1, bias=False)

    def forward(self, x):
        return torch.cat([x, self.conv1(F.relu(self.norm1(x)))], 1)


class Transition(nn.Module):
    def __init__(self, i):
        super().__init__()
        self.norm, self.conv = nn.BatchNorm2d(i), nn.Conv2d(i, i, 1, bias=False)

    def forward(self, x):
        return F.avg_pool2d(self.conv(F.relu(self.norm(x))), 2)


class CifarDenseNet(nn.Module):
    """Huang et al. 2017, section 4.2: three blocks of (depth - 4) / 3 layers, without bottlenecks or compression."""

    def __init__(self, depth=40, growth=12, stem=16, classes=10):
        super().__init__()
        self.features, channels = nn.Sequential(), stem
        self.features.add_module('conv0', nn.Conv2d(3, stem, 3, padding=1, bias=False))
        for block in (1, 2, 3):
            layers = nn.Sequential()
            for layer in range(1, (depth - 4) // 3 + 1):
                layers.add_module(f'denselayer{layer}', DenseLayer(channels, growth))
                channels += growth
            self.features.add_module(f'denseblock{block}', layers)
            if block < 3:
                self.features.add_module(f'transition{block}', Transition(channels))
        self.features.add_module('norm_final', nn.BatchNorm2d(channels))
        self.classifier = nn.Linear(channels, classes)

    def forward(self, x):
        return self.classifier(pooled(F.relu(self.features(x))))


class SameConv(nn.Conv2d):
    """Padded as TensorFlow pads maps of even sides: at stride 2, below and on the right alone."""

    def __init__(self, i, o, k, stride=1, groups=1):
        super().__init__(i, o, k, stride, groups=groups, bias=False)
        total = max(0, k - stride)
        self.before, self.after = total // 2, total - total // 2

    def forward(self, x):
        return super().forward(F.pad(x, (self.before, self.after, self.before, self.after)))


class ReLU6(nn.Module):
    def forward(self, x):
        return F.relu6(x)


def unit(i, o, k, stride=1, groups=1):
    return nn.Sequential(SameConv(i, o, k, stride, groups), nn.BatchNorm2d(o), ReLU6())


class InvertedResidual(nn.Module):
    def __init__(self, i, o, stride, expansion):
        super().__init__()
        inner = i * expansion
        widen = [] if expansion == 1 else [unit(i, inner, 1)]
        project = (nn.Conv2d(inner, o, 1, bias=False), nn.BatchNorm2d(o))
        self.conv, self.adds = nn.Sequential(*widen, unit(inner, inner, 3, stride, inner), *project), stride == 1 and i == o

    def forward(self, x):
        return x + self.conv(x) if self.adds else self.conv(x)


class MobileNetV2(nn.Module):
    """Sandler et al. 2018, table 2 by default, without dropout. A row: expansion, channels, repeats, stride of the first."""

    ROWS = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))

    def __init__(self, rows=ROWS, stem=32, last=1280, classes=1000):
        super().__init__()
        blocks, channels = [unit(3, stem, 3, 2)], stem
        for expansion, out, repeats, stride in rows:
            for i in range(repeats):
                blocks.append(InvertedResidual(channels, out, stride if i == 0 else 1, expansion))
                channels = out
        self.features = nn.Sequential(*blocks, unit(channels, last, 1))
        self.classifier = nn.Sequential(nn.Identity(), nn.Linear(last, classes))

    def forward(self, x):
        return self.classifier(pooled(self.features(x)))
