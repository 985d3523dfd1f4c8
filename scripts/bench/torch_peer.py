"""PyTorch as a peer of the benchmark: requests on stdin, one per line, answers on stdout as JSON. The protocol is in peer.ts.

    python3 torch_peer.py <threads>
"""

import json
import re
import sys
import time

import torch
from torch.nn import functional as F

from torch_game import game
from torch_nets import CLASSES, NETS

FORMATS = {"contiguous": torch.contiguous_format, "channels-last": torch.channels_last}
CONVOLUTION = ["forward", "input-gradient", "kernel-gradient"]
VARIANTS = {
    "train": list(FORMATS),
    "game": list(FORMATS),
    "inference": [f"{layout}-{form}" for layout in FORMATS for form in ("eager", "frozen")],
    **{mode: list(FORMATS) for mode in CONVOLUTION},
}


def sgd(parameters):
    """SGD in one fused kernel where this PyTorch has it for CPUs (2.4 and later)."""
    settings = dict(lr=0.01, momentum=0.9, weight_decay=1e-4)
    try:
        return torch.optim.SGD(parameters, fused=True, **settings)
    except (TypeError, RuntimeError):
        return torch.optim.SGD(parameters, **settings)


def training(net, batch, layout):
    model = net.to(memory_format=layout).train()
    images = torch.randn(batch, 3, 32, 32).to(memory_format=layout)
    labels = torch.randint(0, CLASSES, (batch,))
    optimizer = sgd(list(model.parameters()))

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        assert loss.isfinite(), "the loss is not finite"

    return step


def inference(net, batch, layout, frozen):
    model = net.to(memory_format=layout).eval()
    images = torch.randn(batch, 3, 32, 32).to(memory_format=layout)
    if frozen:
        with torch.no_grad():
            model = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(model, images)))

    def step():
        with torch.no_grad():
            model(images)

    return step


def convolution(mode, batch, channels, size, out, layout):
    """One 3x3 convolution of stride 1: forward or one of its gradients."""
    x = torch.randn(batch, channels, size, size).to(memory_format=layout)
    dy = torch.randn(batch, out, size, size).to(memory_format=layout)
    kernel = torch.randn(out, channels, 3, 3).to(memory_format=layout)
    wanted = [mode == "input-gradient", mode == "kernel-gradient", False]

    def step():
        with torch.no_grad():
            if mode == "forward":
                return F.conv2d(x, kernel, padding=1)
            return torch.ops.aten.convolution_backward(
                dy, x, kernel, None, [1, 1], [1, 1], [1, 1], False, [0, 0], 1, wanted
            )

    return step


class Bench:
    """The loaded work and the requests on it."""

    def load(self, subject, mode, batch, variant):
        self.step = None  # frees the previous work
        torch.manual_seed(0)
        layout = FORMATS[re.sub("-(eager|frozen)$", "", variant)]
        shape = re.fullmatch(r"conv-(\d+)x(\d+)-(\d+)", subject)
        if shape:
            self.step = convolution(mode, int(batch), *map(int, shape.groups()), layout)
            return {}
        if mode == "game":
            parameters, self.step = game(int(batch), layout)
            return {"parameters": parameters}
        net = NETS[subject]()
        parameters = sum(p.numel() for p in net.parameters())
        if mode == "train":
            self.step = training(net, int(batch), layout)
        else:
            self.step = inference(net, int(batch), layout, variant.endswith("-frozen"))
        return {"parameters": parameters}

    def run(self, steps):
        start = time.perf_counter()
        for _ in range(int(steps)):
            self.step()
        return {"seconds": (time.perf_counter() - start) / int(steps)}


def answer(value):
    print(json.dumps(value), flush=True)


def main():
    torch.set_num_threads(int(sys.argv[1]))
    bench = Bench()
    requests = {"load": bench.load, "run": bench.run}
    onednn = re.search(r"MKL-DNN v([\d.]+)", torch.__config__.show())
    detail = f"PyTorch {torch.__version__}" + (f", oneDNN {onednn.group(1)}" if onednn else "")
    answer({"detail": detail, "threads": torch.get_num_threads(), "variants": VARIANTS})
    for line in sys.stdin:
        name, *words = line.split()
        try:
            answer(requests[name](*words))
        except Exception as error:  # reported to the benchmark, which goes on with the next work
            answer({"error": f"{type(error).__name__}: {error}"})


main()
