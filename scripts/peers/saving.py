"""Random weights and statistics, renamed keys, and files that hold a state dict with an input and what becomes of it."""

import re

import torch
from torch import nn


def randomized(net, seed=0):
    """Norms with random weights and statistics, in evaluation mode; so that maps keep their size, kernels by their fan-in."""
    generator = torch.Generator().manual_seed(seed)
    uniform = lambda tensor, low, high: tensor.copy_(low + (high - low) * torch.rand(tensor.shape, generator=generator))
    with torch.no_grad():
        for module in net.modules():
            if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
                uniform(module.weight, 0.5, 1.0)
                uniform(module.bias, -0.3, 0.3)
                uniform(module.running_mean, -0.3, 0.3)
                uniform(module.running_var, 0.5, 2.0)
                module.num_batches_tracked.fill_(1000)
            elif isinstance(module, (nn.Conv2d, nn.Linear)):
                bound = (3 / module.weight[0].numel()) ** 0.5
                uniform(module.weight, -bound, bound)
                if module.bias is not None:
                    uniform(module.bias, -0.3, 0.3)
    return net.eval()


def renamed(state, rules):
    """A state dict with its keys rewritten by (pattern, replacement), the first that matches."""

    def rename(key):
        for pattern, replacement in rules:
            if re.search(pattern, key):
                return re.sub(pattern, replacement, key)
        return key

    return {rename(key): value for key, value in state.items()}


def save(path, net, shape, state=None, wrap=None, legacy=False, seed=1):
    """A checkpoint: a state dict, and beside it `input` and `output`."""
    x = torch.rand((2, *shape), generator=torch.Generator().manual_seed(seed)) * 2 - 1
    with torch.no_grad():
        y = net(x)
    state = net.state_dict() if state is None else state
    state = state if wrap is None else wrap(state)
    torch.save({'state_dict': state, 'input': x, 'output': y}, path, _use_new_zipfile_serialization=not legacy)
    print(f'{path}: {sum(p.numel() for p in net.parameters())} parameters, largest output {y.abs().max():.3g}')
