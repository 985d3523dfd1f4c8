"""Networks of RepMLP and RepMLPNet in plain PyTorch, written from the papers, with the attribute names of the authors' checkpoints."""

from torch import nn
from torch.nn import functional as F

from blocks import ConvBN, RepMLP, SharedMLP, pooled


class RepMLPUnit(nn.Module):
    """A residual block: three layers, or a RepMLP bottleneck, or a light one."""

    def __init__(self, kind, i, o, stride, r=1, mlp=None, deploy=False):
        super().__init__()
        mid, conv = o // 4, lambda *a, **k: ConvBN(*a, **k, deploy=deploy)
        self.shortcut = None if i == o and stride == 1 else conv(i, o, 1, stride)
        if kind == 'base':
            self.conv1, self.conv2 = conv(i, mid, 1, relu=True), conv(mid, mid, 3, stride, relu=True)
            self.conv3, self.names = conv(mid, o, 1), ('conv1', 'conv2', 'conv3')
        elif kind == 'light':
            self.light_conv1, self.light_repmlp = conv(i, o // 8, 1, relu=True), mlp(o // 8)
            self.light_conv3, self.names = conv(o // 8, o, 1), ('light_conv1', 'light_repmlp', 'light_conv3')
        else:
            self.btnk_conv1, self.btnk_conv2 = conv(i, mid, 1, relu=True), conv(mid, mid // r, 3, relu=True)
            self.btnk_repmlp = mlp(mid // r)
            self.btnk_conv4, self.btnk_conv5 = conv(mid // r, mid, 3, relu=True), conv(mid, o, 1)
            self.names = ('btnk_conv1', 'btnk_conv2', 'btnk_repmlp', 'btnk_conv4', 'btnk_conv5')

    def forward(self, x):
        y = x
        for name in self.names:
            y = getattr(self, name)(y)
            if name.endswith('repmlp'):
                y = F.relu(y)
        return F.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class RepMLPResNet(nn.Module):
    """ResNet-50 with RepMLPs in c3 and c4; `kind` is 'bottleneck' or 'light'."""

    def __init__(self, kind='bottleneck', groups=8, classes=1000, deploy=False):
        super().__init__()
        self.stage0 = nn.Sequential(ConvBN(3, 64, 7, 2, relu=True, deploy=deploy), nn.MaxPool2d(3, 2, 1))
        channels, reductions = 64, {2: 2, 3: 4}
        for s, depth in zip((1, 2, 3, 4), (3, 4, 6, 3)):
            out, blocks, side = 128 * 2**s, [], 112 // 2**s
            for i in range(depth):
                stride = 2 if i == 0 and s > 1 else 1
                mixes = s in reductions and i > 0
                mlp = lambda c, side=side: RepMLP(c, side, 7, groups, (1, 3, 5), deploy)
                blocks.append(RepMLPUnit(kind if mixes else 'base', channels, out, stride, reductions.get(s, 1), mlp, deploy))
                channels = out
            self.add_module(f'stage{s}', nn.Sequential(*blocks))
        self.linear = nn.Linear(channels, classes)

    def forward(self, x):
        for s in range(5):
            x = getattr(self, f'stage{s}')(x)
        return self.linear(pooled(x))


class RepMLPNetUnit(nn.Module):
    def __init__(self, channels, side, sets, deploy):
        super().__init__()
        self.prebn1, self.prebn2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.repmlp_block = SharedMLP(channels, side, sets, deploy=deploy)
        self.ffn_block = nn.Module()
        self.ffn_block.ffn_fc1 = ConvBN(channels, 4 * channels, 1)
        self.ffn_block.ffn_fc2 = ConvBN(4 * channels, channels, 1)

    def forward(self, x):
        x = x + self.repmlp_block(self.prebn1(x))
        return x + self.ffn_block.ffn_fc2(F.gelu(self.ffn_block.ffn_fc1(self.prebn2(x))))


class RepMLPNet(nn.Module):
    def __init__(self, side=224, patch=4, depths=(2, 2, 6, 2), channels=64, sets=(1, 4, 16, 128), classes=1000, deploy=False):
        super().__init__()
        self.conv_embedding = ConvBN(3, channels, patch, patch, pad=0, relu=True)
        widths = [channels * 2**s for s in range(len(depths))]
        self.stages = nn.ModuleList(
            nn.ModuleList(RepMLPNetUnit(widths[s], side // patch // 2**s, sets[s], deploy) for _ in range(depth))
            for s, depth in enumerate(depths)
        )
        self.embeds = nn.ModuleList(ConvBN(a, b, 2, 2, pad=0, relu=True) for a, b in zip(widths, widths[1:]))
        self.head_norm, self.head = nn.BatchNorm2d(widths[-1]), nn.Linear(widths[-1], classes)

    def forward(self, x):
        x = self.conv_embedding(x)
        for s, stage in enumerate(self.stages):
            x = x if s == 0 else self.embeds[s - 1](x)
            for unit in stage:
                x = unit(x)
        return self.head(pooled(self.head_norm(x)))
