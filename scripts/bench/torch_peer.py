"""PyTorch as a peer of the benchmark: requests on stdin, one per line, answers on stdout as JSON. The protocol is in peer.ts.

    python3 torch_peer.py <threads> [float32 | compile | bf16]

In form `compile`, of PyTorch 2 and later, networks run through torch.compile; in form `bf16` they compute in bfloat16, as they come and compiled.
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
NETWORK_MODES = ["train", "inference"]
# Of each form: what it can do, and in which variants. "<layout>[-<how>]"; bfloat16 in the layout that oneDNN computes in.
VARIANTS = {
    "float32": {
        "train": list(FORMATS),
        "game": list(FORMATS),
        "inference": [f"{layout}-{how}" for layout in FORMATS for how in ("eager", "frozen")],
        **{mode: list(FORMATS) for mode in CONVOLUTION},
    },
    "compile": {mode: [f"{layout}-compiled" for layout in FORMATS] for mode in NETWORK_MODES},
    "bf16": {mode: ["channels-last-eager", "channels-last-compiled"] for mode in NETWORK_MODES},
}
# What processors call instructions for bfloat16; without them PyTorch computes it in float32, and loses time.
BF16_FLAGS = {"amx_bf16": "AMX", "avx512_bf16": "AVX-512 BF16"}


def bf16_instructions():
    """Names of this processor's instructions for bfloat16. Linux alone tells."""
    with open("/proc/cpuinfo") as info:
        flags = next((line.split() for line in info if line.startswith("flags")), [])
    return [name for flag, name in BF16_FLAGS.items() if flag in flags]


def checked(form):
    """Raises an error where this PyTorch, compiler or processor can't do `form`. Returns what to add to the greeting."""
    if form == "float32":
        return ""
    if not hasattr(torch, "compile"):
        raise RuntimeError(f"PyTorch {torch.__version__} has no torch.compile: it came with version 2")
    compiled = torch.compile(lambda x: torch.relu(x) + 1)
    assert compiled(torch.zeros(4)).sum() == 4
    if form == "compile":
        return ", compiled"
    found = bf16_instructions()
    if not found:
        raise RuntimeError(f"this processor has no instructions for bfloat16 ({', '.join(BF16_FLAGS.values())})")
    return f", bfloat16 with {' and '.join(found)}"


def sgd(parameters):
    """SGD in one fused kernel where this PyTorch has it for CPUs (2.4 and later)."""
    settings = dict(lr=0.01, momentum=0.9, weight_decay=1e-4)
    try:
        return torch.optim.SGD(parameters, fused=True, **settings)
    except (TypeError, RuntimeError):
        return torch.optim.SGD(parameters, **settings)


def training(net, batch, layout, how, bf16):
    """A training step; in bfloat16 by automatic mixed precision, which keeps the weights in float32."""
    model = net.to(memory_format=layout).train()
    images = torch.randn(batch, 3, 32, 32).to(memory_format=layout)
    labels = torch.randint(0, CLASSES, (batch,))
    optimizer = sgd(list(model.parameters()))
    forward = torch.compile(model) if how == "compiled" else model

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            loss = F.cross_entropy(forward(images), labels)
        loss.backward()
        optimizer.step()
        assert loss.isfinite(), "the loss is not finite"

    return step


def inference(net, batch, layout, how, bf16):
    dtype = torch.bfloat16 if bf16 else torch.float32
    model = net.to(dtype=dtype, memory_format=layout).eval()
    images = torch.randn(batch, 3, 32, 32).to(dtype=dtype, memory_format=layout)
    with torch.no_grad():
        if how == "frozen":
            model = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(model, images)))
        elif how == "compiled":
            # Parameters become constants: norms are folded, kernels laid out once.
            torch._inductor.config.freezing = True
            model = torch.compile(model)

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

    def __init__(self, form):
        self.bf16 = form == "bf16"

    def load(self, subject, mode, batch, variant):
        self.step = None  # frees the previous work
        torch.manual_seed(0)
        name, how = re.fullmatch("(.+?)(?:-(eager|frozen|compiled))?", variant).groups()
        layout = FORMATS[name]
        shape = re.fullmatch(r"conv-(\d+)x(\d+)-(\d+)", subject)
        if shape:
            self.step = convolution(mode, int(batch), *map(int, shape.groups()), layout)
            return {}
        if mode == "game":
            parameters, self.step = game(int(batch), layout)
            return {"parameters": parameters}
        if how == "compiled":
            torch._dynamo.reset()  # otherwise it gives up after compiling a few networks
            torch._inductor.config.freezing = False
        net = NETS[subject]()
        parameters = sum(p.numel() for p in net.parameters())
        prepare = training if mode == "train" else inference
        self.step = prepare(net, int(batch), layout, how, self.bf16)
        if how == "compiled":
            self.step()  # compiles, which is no part of warming up
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
    form = sys.argv[2] if len(sys.argv) > 2 else "float32"
    more = checked(form)
    bench = Bench(form)
    requests = {"load": bench.load, "run": bench.run}
    onednn = re.search(r"MKL-DNN v([\d.]+)", torch.__config__.show())
    detail = f"PyTorch {torch.__version__}" + (f", oneDNN {onednn.group(1)}" if onednn else "")
    variants = VARIANTS[form]
    answer({"detail": detail + more, "threads": torch.get_num_threads(), "variants": variants, "modes": list(variants)})
    for line in sys.stdin:
        name, *words = line.split()
        try:
            answer(requests[name](*words))
        except Exception as error:  # reported to the benchmark, which goes on with the next work
            answer({"error": f"{type(error).__name__}: {error}"})


main()
