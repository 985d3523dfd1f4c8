"""The networks of nets.ts as PyTorch modules: [n, 3, 32, 32] -> [n, 10]."""

import torch
from torch import nn
from torch.nn import functional as F

CLASSES = 10


def conv(inputs, out, size, stride=1):
    """A convolution without bias, padded to keep the map's size at stride 1."""
    return nn.Conv2d(inputs, out, size, stride, size // 2, bias=False)


def conv_norm(inputs, out, size, stride=1):
    return nn.Sequential(conv(inputs, out, size, stride), nn.BatchNorm2d(out))


def conv_norm_relu(inputs, out, size, stride=1):
    return nn.Sequential(conv(inputs, out, size, stride), nn.BatchNorm2d(out), nn.ReLU(inplace=True))


def pool_and_classify(width):
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, CLASSES))


class ReluOfSum(nn.Module):
    """relu(sum of branches of the same input): a residual block, and RepVGG's."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        first, *rest = self.branches
        total = first(x)
        for branch in rest:
            total = total + branch(x)
        return F.relu(total, inplace=True)


class Grown(nn.Module):
    """Appends a layer's channels to its input's: a layer of a dense block."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return torch.cat([x, self.layer(x)], 1)


def stages(block, specs, inputs):
    """Blocks stage after stage; `specs` has (width, depth, stride of the first) of each."""
    blocks = []
    for width, depth, stride in specs:
        for index in range(depth):
            blocks.append(block(inputs, width, stride if index == 0 else 1))
            inputs = width
    return blocks


def residual_block(inputs, out, stride):
    keeps_shape = inputs == out and stride == 1
    body = nn.Sequential(conv_norm_relu(inputs, out, 3, stride), conv_norm(out, out, 3))
    return ReluOfSum(body, nn.Identity() if keeps_shape else conv_norm(inputs, out, 1, stride))


def resnet(depth):
    """He et al. 2016, section 4.2, with option B shortcuts."""
    blocks = (depth - 2) // 6
    specs = [(16, blocks, 1), (32, blocks, 2), (64, blocks, 2)]
    return nn.Sequential(conv_norm_relu(3, 16, 3), *stages(residual_block, specs, 16), pool_and_classify(64))


def repvgg_block(inputs, out, stride):
    branches = [conv_norm(inputs, out, 3, stride), conv_norm(inputs, out, 1, stride)]
    if inputs == out and stride == 1:
        branches.append(nn.BatchNorm2d(out))
    return ReluOfSum(*branches)


def repvgg_small():
    specs = [(32, 1, 1), (32, 2, 1), (64, 4, 2), (128, 6, 2), (256, 1, 2)]
    return nn.Sequential(*stages(repvgg_block, specs, 3), pool_and_classify(256))


def vgg16():
    """Simonyan and Zisserman 2015, configuration D, with norms and one linear layer."""
    layers, inputs = [], 3
    for width, depth in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for _ in range(depth):
            layers.append(conv_norm_relu(inputs, width, 3))
            inputs = width
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(inputs, CLASSES))


def densenet40(growth=12, depth=12):
    """Huang et al. 2017, section 4.2: L = 40, k = 12, without bottlenecks or compression."""

    def norm_relu_conv(inputs, out, size):
        return nn.Sequential(nn.BatchNorm2d(inputs), nn.ReLU(inplace=True), conv(inputs, out, size))

    width = 16
    layers = [conv(3, width, 3)]
    for block in range(3):
        for _ in range(depth):
            layers.append(Grown(norm_relu_conv(width, growth, 3)))
            width += growth
        if block < 2:
            layers += [norm_relu_conv(width, width, 1), nn.AvgPool2d(2)]
    return nn.Sequential(*layers, nn.BatchNorm2d(width), nn.ReLU(inplace=True), pool_and_classify(width))


NETS = {
    "resnet-20": lambda: resnet(20),
    "resnet-56": lambda: resnet(56),
    "repvgg-small": repvgg_small,
    "vgg-16": vgg16,
    "densenet-40": densenet40,
}
