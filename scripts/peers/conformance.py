"""What PyTorch makes of small networks of every paper's kind, in files `<name>.pth` for conformance.ts.

    python3 conformance.py FOLDER [NAME...]

Each file has a `state_dict` of float32 and what comes of it, computed in float64, so that differences are the other side's rounding:
`input` and `output` at inference; `gradients` of the mean cross-entropy of the first of `batches` in training mode; and, from the same
start, state dicts after a step on each of `batches`: of SGD (`sgd`), with Nesterov's momentum (`nesterov`) and, of `vgg`, with the update
rules of GSM (`gsm`) and Centripetal SGD (`csgd`). `settings` has learning rate, momentum, weight decay, GSM's share of active weights
and C-SGD's strength. Batches are drawn until no unit comes so near to the kink of its ReLU that rounding would decide on which side it is: a unit on
the other side changes gradients by far more than rounding does. Without NAMEs, all. The last line of its output is `PyTorch <version>`.
"""

import sys
from pathlib import Path

import torch
from torch import nn
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
KEEP, STRENGTH = 0.25, 0.05
SMALL = {'depths': (1, 2, 2, 1, 1), 'widths': (4, 4, 8, 8, 16), 'classes': 5}
PAIRS = ((8, 1), (12, 2))
ROWS = ((1, 4, 1, 1), (6, 6, 2, 2), (6, 8, 1, 1))

# A unit may come this near to a kink: more than float32 rounds in the networks here.
MARGIN = 2e-6
SEEDS = 200

# (network, shape of an image, images in a batch, update rules)
CASES = {
    'repvgg': lambda: (RepVGG(**SMALL, groups=2), (3, 33, 33), 8),
    'repvgg-gated': lambda: (RepVGG(**SMALL, reduction=4), (3, 33, 33), 8),
    'dbb': lambda: (DBBResNet(DBB, (1,), 4, 5), (3, 19, 19), 4),
    'acb': lambda: (DBBResNet(ACB, (1,), 4, 5), (3, 19, 19), 4),
    'repmlp': lambda: (LightStage(False), (3, 6, 6), 8),
    'repmlpnet': lambda: (RepMLPNet(8, 2, (1, 2), 8, (2, 4), 5), (3, 8, 8), 8),
    'resnet-8': lambda: (CifarResNet(1, (2, 2, 4), classes=3), (3, 6, 6), 3),
    'resnet-20': lambda: (CifarResNet(3, (2, 2, 4)), (3, 8, 8), 4),
    'resnet-20-projection': lambda: (CifarResNet(3, (2, 2, 4), projection='shortcut'), (3, 8, 8), 6),
    'vgg': lambda: (FlatVgg(), (3, 16, 16), 8, (gsm, csgd)),
    'densenet': lambda: (CifarDenseNet(13, 4, 8), (3, 8, 8), 4),
    'mobilenet': lambda: (MobileNet(ConvBN, PAIRS, 4, 5), (3, 17, 17), 8),
    'mobilenet-dbb': lambda: (MobileNet(DBB, PAIRS, 4, 5), (3, 17, 17), 8),
    'mobilenet-v2': lambda: (MobileNetV2(ROWS, 8, 24, 5), (3, 8, 8), 8),
}


class Kinks:
    """While it is entered, the least distance of any unit to a kink of F.relu, or of F.relu6, by which the networks here call them."""

    def __enter__(self):
        self.nearest, self.originals = float('inf'), (F.relu, F.relu6)
        F.relu, F.relu6 = (self.watched(original, kinks) for original, kinks in zip(self.originals, ((0,), (0, 6))))
        return self

    def watched(self, original, kinks):
        def activation(x, *args, **kwargs):
            for kink in kinks:
                self.nearest = min(self.nearest, (x.detach() - kink).abs().min().item())
            return original(x, *args, **kwargs)

        return activation

    def __exit__(self, *_):
        F.relu, F.relu6 = self.originals


def facts(net, shape, count, rules=()):
    """Those of the first seed whose units keep away from kinks."""
    start = float32(randomized(net).state_dict())
    in_float64(net)
    for seed in range(1, SEEDS + 1):
        with Kinks() as kinks:
            found = facts_by(seed, net, start, shape, count, rules)
        if kinks.nearest > MARGIN:
            return found
    raise RuntimeError(f'no seed up to {SEEDS} keeps every unit {MARGIN} away from its kink')


def in_float64(net):
    """The network in float64, with what it holds beside parameters and buffers."""
    for module in net.modules():
        for name, value in vars(module).items():
            if isinstance(value, torch.Tensor):
                setattr(module, name, value.double())
    return net.double()


def float32(tensors):
    """Copies, without batch counters."""
    return {name: value.detach().float().clone() for name, value in tensors.items() if value.is_floating_point()}


def gsm(net):
    """Global sparse momentum SGD, section 3.2: only the largest |w * dL/dw| of all kernels keep their gradient."""
    kernels = [module.weight for module in net.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]
    saliencies = torch.cat([(kernel * kernel.grad).abs().flatten() for kernel in kernels])
    mask = torch.zeros_like(saliencies)
    mask[saliencies.topk(int(KEEP * saliencies.numel())).indices] = 1
    for kernel, own in zip(kernels, mask.split([kernel.numel() for kernel in kernels])):
        kernel.grad *= own.view_as(kernel)


def csgd(net):
    """Centripetal SGD, equation 4, neighbours in pairs: filters by the full strength, what is one number per filter by a tenth."""
    for conv, norm in (('0', '1'), ('7', '8')):
        conv, norm = net.features[conv], net.features[norm]
        for tensor, strength in ((conv.weight, STRENGTH), (norm.weight, STRENGTH / 10), (norm.bias, STRENGTH / 10)):
            mean = lambda rows: rows.unflatten(0, (-1, 2)).mean(1, keepdim=True).expand(-1, 2, *rows.shape[1:]).flatten(0, 1)
            tensor.grad = mean(tensor.grad) + strength * (tensor - mean(tensor))


def trained(net, start, batches, labels, nesterov=False, rule=None):
    net.load_state_dict(start, strict=False)
    net.train()
    optimizer = torch.optim.SGD(net.parameters(), LR, MOMENTUM, weight_decay=WEIGHT_DECAY, nesterov=nesterov)
    for x, y in zip(batches, labels):
        optimizer.zero_grad()
        F.cross_entropy(net(x.double()), y).backward()
        if rule:
            with torch.no_grad():
                rule(net)
        optimizer.step()
    return float32(net.state_dict())


def facts_by(seed, net, start, shape, count, rules):
    generator = torch.Generator().manual_seed(seed)
    # Of half precision, for the size of the files; exactly those values are read there too.
    images = lambda *sizes: (torch.rand((*sizes, *shape), generator=generator) * 2 - 1).half().float()
    net.load_state_dict(start, strict=False)
    net.eval()
    x, batches = images(2), images(STEPS, count)
    with torch.no_grad():
        output = net(x.double()).float()
    labels = torch.randint(0, output.shape[1], (STEPS, count), generator=generator)
    net.train()
    net.zero_grad(set_to_none=True)
    F.cross_entropy(net(batches[0].double()), labels[0]).backward()
    gradients = float32({name: p.grad for name, p in net.named_parameters()})
    return {
        'state_dict': start,
        'input': x,
        'output': output,
        'batches': batches.half(),
        'labels': labels,
        'settings': torch.tensor([LR, MOMENTUM, WEIGHT_DECAY, KEEP, STRENGTH], dtype=torch.float64),
        'gradients': gradients,
        'sgd': trained(net, start, batches, labels),
        'nesterov': trained(net, start, batches, labels, nesterov=True),
        **{rule.__name__: trained(net, start, batches, labels, rule=rule) for rule in rules},
    }


if __name__ == '__main__':
    torch.set_num_threads(1)
    folder, names = Path(sys.argv[1]), sys.argv[2:] or list(CASES)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        torch.save(facts(*CASES[name]()), folder / f'{name}.pth')
    print(f'PyTorch {torch.__version__}')
