"""Blocks of the papers in plain PyTorch, written from the papers, with the attribute names of the authors' checkpoints."""

import torch
from torch import nn
from torch.nn import functional as F


def pooled(x):
    return x.mean((2, 3))


class ConvBN(nn.Module):
    """A convolution, `conv`, and its norm, `bn`; deployed, the convolution alone with a bias."""

    def __init__(self, i, o, k, stride=1, pad=None, groups=1, relu=False, deploy=False):
        super().__init__()
        self.conv = nn.Conv2d(i, o, k, stride, k // 2 if pad is None else pad, groups=groups, bias=deploy)
        self.bn = None if deploy else nn.BatchNorm2d(o)
        self.relu = relu

    def forward(self, x):
        y = self.conv(x) if self.bn is None else self.bn(self.conv(x))
        return F.relu(y) if self.relu else y


class Squeeze(nn.Module):
    def __init__(self, channels, hidden):
        super().__init__()
        self.down = nn.Conv2d(channels, hidden, 1)
        self.up = nn.Conv2d(hidden, channels, 1)

    def forward(self, x):
        return x * torch.sigmoid(self.up(F.relu(self.down(x.mean((2, 3), keepdim=True)))))


class RepVGGBlock(nn.Module):
    """With `reduction` a gate before the ReLU, `se`; with `post_reduction` one after it, `post_se`."""

    def __init__(self, i, o, stride=1, groups=1, reduction=None, deploy=False, post_reduction=None):
        super().__init__()
        if deploy:
            self.rbr_reparam = nn.Conv2d(i, o, 3, stride, 1, groups=groups)
        else:
            self.rbr_dense = ConvBN(i, o, 3, stride, groups=groups)
            self.rbr_1x1 = ConvBN(i, o, 1, stride, pad=0, groups=groups)
            self.rbr_identity = nn.BatchNorm2d(i) if i == o and stride == 1 else None
        self.se = None if reduction is None else Squeeze(o, o // reduction)
        self.post_se = None if post_reduction is None else Squeeze(o, o // post_reduction)

    def linear(self, x):
        if hasattr(self, 'rbr_reparam'):
            return self.rbr_reparam(x)
        y = self.rbr_dense(x) + self.rbr_1x1(x)
        return y if self.rbr_identity is None else y + self.rbr_identity(x)

    def forward(self, x):
        y = self.linear(x)
        y = F.relu(y if self.se is None else self.se(y))
        return y if self.post_se is None else self.post_se(y)


class Affine(nn.Module):
    """A norm that shows, beyond the map, what it makes of zero."""

    def __init__(self, channels, pad):
        super().__init__()
        self.bn = nn.BatchNorm2d(channels)
        self.pad = pad

    def forward(self, x):
        y = self.bn(x)
        bn, p = self.bn, self.pad
        border = bn.bias - bn.running_mean * bn.weight / torch.sqrt(bn.running_var + bn.eps)
        out = border.view(1, -1, 1, 1).repeat(x.shape[0], 1, x.shape[2] + 2 * p, x.shape[3] + 2 * p)
        out[:, :, p : p + x.shape[2], p : p + x.shape[3]] = y
        return out


class IdentityBased(nn.Conv2d):
    """A 1×1 convolution whose kernel is the identity plus what it learns, its weight."""

    def __init__(self, channels, groups):
        super().__init__(channels, channels, 1, groups=groups, bias=False)
        identity = torch.zeros(channels, channels // groups, 1, 1)
        for c in range(channels):
            identity[c, c % (channels // groups)] = 1
        self.identity = identity

    def forward(self, x):
        return F.conv2d(x, self.weight + self.identity, groups=self.groups)


class DBB(nn.Module):
    def __init__(self, i, o, k, stride=1, groups=1, deploy=False):
        super().__init__()
        p = k // 2
        if deploy:
            self.dbb_reparam = nn.Conv2d(i, o, k, stride, p, groups=groups)
            return
        depthwise = groups > 1 and groups == o == i
        self.dbb_origin = ConvBN(i, o, k, stride, groups=groups)
        if not depthwise:
            self.dbb_1x1 = ConvBN(i, o, 1, stride, pad=0, groups=groups)
        self.dbb_avg = nn.Sequential()
        if not depthwise:
            self.dbb_avg.add_module('conv', nn.Conv2d(i, o, 1, groups=groups, bias=False))
            self.dbb_avg.add_module('bn', Affine(o, p))
        self.dbb_avg.add_module('avg', nn.AvgPool2d(k, stride, p if depthwise else 0))
        self.dbb_avg.add_module('avgbn', nn.BatchNorm2d(o))
        self.dbb_1x1_kxk = nn.Sequential()
        inner = 2 * i if depthwise else i
        if depthwise:
            self.dbb_1x1_kxk.add_module('conv1', nn.Conv2d(i, inner, 1, groups=groups, bias=False))
        else:
            self.dbb_1x1_kxk.add_module('idconv1', IdentityBased(i, groups))
        self.dbb_1x1_kxk.add_module('bn1', Affine(inner, p))
        self.dbb_1x1_kxk.add_module('conv2', nn.Conv2d(inner, o, k, stride, groups=groups, bias=False))
        self.dbb_1x1_kxk.add_module('bn2', nn.BatchNorm2d(o))

    def forward(self, x):
        if hasattr(self, 'dbb_reparam'):
            return self.dbb_reparam(x)
        y = self.dbb_origin(x) + self.dbb_avg(x) + self.dbb_1x1_kxk(x)
        return y + self.dbb_1x1(x) if hasattr(self, 'dbb_1x1') else y


class ACB(nn.Module):
    def __init__(self, i, o, k, stride=1, groups=1, deploy=False):
        super().__init__()
        p = k // 2
        if deploy:
            self.fused_conv = nn.Conv2d(i, o, k, stride, p, groups=groups)
            return
        conv = lambda h, w: nn.Conv2d(i, o, (h, w), stride, (h // 2, w // 2), groups=groups, bias=False)
        self.square_conv, self.square_bn = conv(k, k), nn.BatchNorm2d(o)
        self.ver_conv, self.ver_bn = conv(k, 1), nn.BatchNorm2d(o)
        self.hor_conv, self.hor_bn = conv(1, k), nn.BatchNorm2d(o)

    def forward(self, x):
        if hasattr(self, 'fused_conv'):
            return self.fused_conv(x)
        return (
            self.square_bn(self.square_conv(x)) + self.ver_bn(self.ver_conv(x)) + self.hor_bn(self.hor_conv(x))
        )


class RepMLP(nn.Module):
    """The block of arXiv 2105.01883 on maps of a fixed size; features are in PyTorch's order, channel by channel."""

    def __init__(self, channels, side, part, groups, kernels, deploy=False):
        super().__init__()
        self.c, self.n, self.h, self.g = channels, side // part, part, groups
        features = channels * self.n**2
        if self.n > 1:
            self.fc1_fc2 = nn.Sequential()
            self.fc1_fc2.add_module('fc1', nn.Linear(features, features))
            self.fc1_fc2.add_module('relu', nn.ReLU())
            self.fc1_fc2.add_module('fc2', nn.Linear(features, features))
            if not deploy:
                self.avg = nn.Sequential()
                self.avg.add_module('avg', nn.AvgPool2d(part))
                self.avg.add_module('bn', nn.BatchNorm2d(channels))
        grid = channels * part * part
        self.fc3 = nn.Conv2d(grid, grid, 1, groups=groups, bias=deploy)
        self.kernels = [] if deploy else kernels
        if not deploy:
            self.fc3_bn = nn.BatchNorm1d(grid)
        for k in self.kernels:
            self.add_module(f'repconv{k}', ConvBN(channels, channels, k, groups=groups))

    def forward(self, x):
        b, c, n, h = x.shape[0], self.c, self.n, self.h
        if n > 1:
            means = self.avg(x) if hasattr(self, 'avg') else F.avg_pool2d(x, h)
            context = self.fc1_fc2(means.reshape(b, -1)).reshape(b, c, n, 1, n, 1)
            x = (x.reshape(b, c, n, h, n, h) + context).reshape(b, c, n * h, n * h)
        parts = x.reshape(b, c, n, h, n, h).permute(0, 2, 4, 1, 3, 5).reshape(-1, c, h, h)
        y = self.fc3(parts.reshape(-1, c * h * h, 1, 1)).reshape(-1, c * h * h)
        if hasattr(self, 'fc3_bn'):
            y = self.fc3_bn(y)
        y = y.reshape(-1, c, h, h)
        for k in self.kernels:
            y = y + getattr(self, f'repconv{k}')(parts)
        return y.reshape(b, n, n, c, h, h).permute(0, 3, 1, 4, 2, 5).reshape(b, c, n * h, n * h)


class SharedMLP(nn.Module):
    """The block of arXiv 2112.11081: channel i has the weights of set i mod `sets`."""

    def __init__(self, channels, side, sets, kernels=(1, 3), deploy=False):
        super().__init__()
        self.s, self.h = sets, side
        self.gp = nn.Module()
        self.gp.fc1 = nn.Conv2d(channels, channels // 4, 1)
        self.gp.fc2 = nn.Conv2d(channels // 4, channels, 1)
        grid = sets * side * side
        self.fc3 = nn.Conv2d(grid, grid, 1, groups=sets, bias=deploy)
        self.kernels = [] if deploy else kernels
        if not deploy:
            self.fc3_bn = nn.BatchNorm2d(sets)
        for k in self.kernels:
            self.add_module(f'repconv{k}', ConvBN(sets, sets, k, groups=sets))

    def forward(self, x):
        b, c, h = x.shape[0], x.shape[1], self.h
        gate = torch.sigmoid(self.gp.fc2(F.relu(self.gp.fc1(x.mean((2, 3), keepdim=True)))))
        sets = x.reshape(b * c // self.s, self.s, h, h)
        y = self.fc3(sets.reshape(-1, self.s * h * h, 1, 1)).reshape(-1, self.s, h, h)
        if hasattr(self, 'fc3_bn'):
            y = self.fc3_bn(y)
        for k in self.kernels:
            y = y + getattr(self, f'repconv{k}')(sets)
        return gate * y.reshape(b, c, h, h)
