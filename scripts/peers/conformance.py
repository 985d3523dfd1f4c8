"""What PyTorch makes of small networks of every paper's kind, in files `<name>.pth` for conformance.ts.

    python3 conformance.py FOLDER [NAME...]

Each file has a `state_dict` of float32 and what comes of it, computed in float64, so that differences are the other side's rounding:
`input` and `output` at inference; `gradients` of the mean cross-entropy of the first of `batches` in training mode; and, from the same
start, state dicts after a step of SGD on each of `batches`: `sgd`, and `nesterov`. `settings` has learning rate, momentum and weight
decay. Without NAMEs, all. The last line of its output is `PyTorch <version>`.
"""

import sys
from pathlib import Path

import torch
from torch.nn import functional as F

from blocks import ACB, DBB, ConvBN
from branched import DBBResNet, MobileNet, RepVGG
from fixtures import FlatVgg, LightStage
from hosts import CifarResNet
from lean import CifarDenseNet, MobileNetV2
from mlps import RepMLPNet
from saving import randomized

STEPS = 10
LR, MOMENTUM, WEIGHT_DECAY = 0.02, 0.9, 1e-3
SMALL = {'depths': (1, 2, 2, 1, 1), 'widths': (4, 4, 8, 8, 16), 'classes': 5}
PAIRS = ((8, 1), (12, 2))

# (network, shape of an image, images in a batch)
CASES = {
    'repvgg': lambda: (RepVGG(**SMALL, groups=2), (3, 33, 33), 8),
    'repvgg-gated': lambda: (RepVGG(**SMALL, reduction=4), (3, 33, 33), 8),
    'dbb': lambda: (DBBResNet(DBB, (1,), 4, 5), (3, 19, 19), 8),
    'acb': lambda: (DBBResNet(ACB, (1,), 4, 5), (3, 19, 19), 8),
    'repmlp': lambda: (LightStage(False), (3, 6, 6), 8),
    'repmlpnet': lambda: (RepMLPNet(8, 2, (1, 2), 8, (2, 4), 5), (3, 8, 8), 8),
    'resnet-8': lambda: (CifarResNet(1, (2, 2, 4), classes=3), (3, 8, 8), 4),
    'resnet-20': lambda: (CifarResNet(3), (3, 32, 32), 8),
    'resnet-20-projection': lambda: (CifarResNet(3, projection='shortcut'), (3, 32, 32), 8),
    'vgg': lambda: (FlatVgg(), (3, 16, 16), 8),
    'densenet': lambda: (CifarDenseNet(13, 4, 8), (3, 16, 16), 8),
    'mobilenet': lambda: (MobileNet(ConvBN, PAIRS, 4, 5), (3, 17, 17), 8),
    'mobilenet-dbb': lambda: (MobileNet(DBB, PAIRS, 4, 5), (3, 17, 17), 8),
    'mobilenet-v2': lambda: (MobileNetV2(10), (3, 64, 64), 8),
}


def in_float64(net):
    """The network in float64, with what it holds beside parameters and buffers."""
    for module in net.modules():
        for name, value in vars(module).items():
            if isinstance(value, torch.Tensor):
                setattr(module, name, value.double())
    return net.double()


def float32(tensors):
    return {name: value.detach().float().clone() if value.is_floating_point() else value.clone() for name, value in tensors.items()}


def trained(net, start, batches, labels, nesterov):
    net.load_state_dict(start)
    net.train()
    optimizer = torch.optim.SGD(net.parameters(), LR, MOMENTUM, weight_decay=WEIGHT_DECAY, nesterov=nesterov)
    for x, y in zip(batches, labels):
        optimizer.zero_grad()
        F.cross_entropy(net(x.double()), y).backward()
        optimizer.step()
    return float32(net.state_dict())


def facts(net, shape, count, seed=1):
    generator = torch.Generator().manual_seed(seed)
    # Of half precision, for the size of the files; exactly those values are read there too.
    images = lambda *sizes: (torch.rand((*sizes, *shape), generator=generator) * 2 - 1).half().float()
    start = float32(randomized(net).state_dict())
    in_float64(net)
    x, batches = images(2), images(STEPS, count)
    with torch.no_grad():
        output = net(x.double()).float()
    labels = torch.randint(0, output.shape[1], (STEPS, count), generator=generator)
    net.train()
    F.cross_entropy(net(batches[0].double()), labels[0]).backward()
    gradients = float32({name: p.grad for name, p in net.named_parameters()})
    return {
        'state_dict': start,
        'input': x,
        'output': output,
        'batches': batches.half(),
        'labels': labels,
        'settings': torch.tensor([LR, MOMENTUM, WEIGHT_DECAY], dtype=torch.float64),
        'gradients': gradients,
        'sgd': trained(net, start, batches, labels, False),
        'nesterov': trained(net, start, batches, labels, True),
    }


if __name__ == '__main__':
    torch.set_num_threads(1)
    folder, names = Path(sys.argv[1]), sys.argv[2:] or list(CASES)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        torch.save(facts(*CASES[name]()), folder / f'{name}.pth')
    print(f'PyTorch {torch.__version__}')
