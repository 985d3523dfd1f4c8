"""Networks of RepVGG and of Diverse Branch Block in plain PyTorch, written from the papers, with the attribute names of the authors' checkpoints."""

from torch import nn
from torch.nn import functional as F

from blocks import DBB, ConvBN, RepVGGBlock, pooled


class RepVGG(nn.Module):
    def __init__(self, depths, widths, strides=(2, 2, 2, 2, 2), groups=1, reduction=None, classes=1000, deploy=False):
        super().__init__()
        channels, layer = 3, 0
        for s, depth in enumerate(depths):
            blocks = []
            for i in range(depth):
                g = groups if layer % 2 == 0 and 2 <= layer <= 26 else 1
                blocks.append(RepVGGBlock(channels, widths[s], strides[s] if i == 0 else 1, g, reduction, deploy))
                channels, layer = widths[s], layer + 1
            self.add_module(f'stage{s}', blocks[0] if s == 0 else nn.Sequential(*blocks))
        self.linear = nn.Linear(channels, classes)

    def forward(self, x):
        for s in range(5):
            x = getattr(self, f'stage{s}')(x)
        return self.linear(pooled(x))


class Stage(nn.Module):
    def __init__(self, blocks):
        super().__init__()
        self.blocks = nn.ModuleList(blocks)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x


class RepVGGplus(nn.Module):
    """Stage 3 in halves; deployed, without the heads that only training reads."""

    def __init__(self, depths, widths, classes=1000, deploy=False):
        super().__init__()
        block = lambda i, o, stride: RepVGGBlock(i, o, stride, deploy=deploy, post_reduction=4)
        half, channels = depths[3] // 2, widths[0]
        names = ('stage1', 'stage2', 'stage3_first', 'stage3_second', 'stage4')
        self.stage0 = block(3, widths[0], 2)
        for name, depth, out in zip(names, (depths[1], depths[2], half, half, depths[4]), (*widths[1:4], widths[3], widths[4])):
            strides = [1 if name == 'stage3_second' else 2] + [1] * (depth - 1)
            self.add_module(name, Stage([block(channels if i == 0 else out, out, s) for i, s in enumerate(strides)]))
            channels = out
            if not deploy and name in names[:3]:
                head = (ConvBN(out, out, 3, 2, relu=True), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(out, classes))
                self.add_module(f'{name}_aux', nn.Sequential(*head))
        self.linear = nn.Linear(channels, classes)

    def forward(self, x):
        for name in ('stage0', 'stage1', 'stage2', 'stage3_first', 'stage3_second', 'stage4'):
            x = getattr(self, name)(x)
        return self.linear(pooled(x))


class DBBBlock(nn.Module):
    def __init__(self, unit, i, o, stride, deploy):
        super().__init__()
        self.conv1 = unit(i, o, 3, stride, deploy=deploy)
        self.conv2 = unit(o, o, 3, deploy=deploy)
        self.shortcut = None if i == o and stride == 1 else ConvBN(i, o, 1, stride, deploy=deploy)

    def forward(self, x):
        y = self.conv2(F.relu(self.conv1(x)))
        return F.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class Stem(nn.Module):
    def __init__(self, width, deploy):
        super().__init__()
        self.conv1 = ConvBN(3, width, 7, 2, relu=True, deploy=deploy)

    def forward(self, x):
        return F.max_pool2d(self.conv1(x), 3, 2, 1)


class DBBResNet(nn.Module):
    """A ResNet of basic blocks with `unit`, DBB or ACB, in the place of each 3×3."""

    def __init__(self, unit=DBB, depths=(2, 2, 2, 2), width=64, classes=1000, deploy=False):
        super().__init__()
        self.stage0, self.stages = Stem(64, deploy), len(depths)
        channels = 64
        for s, depth in enumerate(depths):
            out = width * 2**s
            blocks = [DBBBlock(unit, channels if i == 0 else out, out, 2 if i == 0 and s > 0 else 1, deploy) for i in range(depth)]
            self.add_module(f'stage{s + 1}', nn.Sequential(*blocks))
            channels = out
        self.linear = nn.Linear(channels, classes)

    def forward(self, x):
        for s in range(self.stages + 1):
            x = getattr(self, f'stage{s}')(x)
        return self.linear(pooled(x))


class Separable(nn.Module):
    def __init__(self, i, o, stride, unit, deploy):
        super().__init__()
        self.depthwise = unit(i, i, 3, stride, groups=i, deploy=deploy)
        self.pointwise = ConvBN(i, o, 1, relu=True, deploy=deploy)

    def forward(self, x):
        return self.pointwise(F.relu(self.depthwise(x)))


class MobileNet(nn.Module):
    PAIRS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1))

    def __init__(self, unit=DBB, pairs=PAIRS, stem=32, classes=1000, deploy=False):
        super().__init__()
        self.conv1 = unit(3, stem, 3, 2, deploy=deploy)
        widths = [stem] + [out for out, _ in pairs]
        self.stem = nn.Sequential(*[Separable(widths[i], out, s, unit, deploy) for i, (out, s) in enumerate(pairs)])
        self.linear = nn.Linear(widths[-1], classes)

    def forward(self, x):
        return self.linear(pooled(self.stem(F.relu(self.conv1(x)))))
