"""One iteration of CycleEmotionGAN++ in PyTorch: the networks and losses of prepared-game.ts, as a PyTorch user would write them."""

import random

import torch
from torch import nn
from torch.nn import functional as F

SIDE, CLASSES, WIDTH, BLOCKS, POOL = 64, 8, 16, 3, 50
ALPHA, FLOOR, CYCLE, SEMANTIC, ALIGNMENT = 0.84, 0.01, 10.0, 1.0, 0.1


def norm_relu(width):
    return [nn.InstanceNorm2d(width), nn.ReLU(inplace=True)]


def mirrored(inputs, out, kernel):
    return [nn.ReflectionPad2d(kernel // 2), nn.Conv2d(inputs, out, kernel)]


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(
            *mirrored(width, width, 3), *norm_relu(width), *mirrored(width, width, 3), nn.InstanceNorm2d(width)
        )

    def forward(self, x):
        return x + self.body(x)


def generator(width=WIDTH, blocks=BLOCKS):
    """Zhu et al. 2017, section 7.2."""
    halving = [
        layer
        for factor in (1, 2)
        for layer in [nn.Conv2d(factor * width, 2 * factor * width, 3, 2, 1), *norm_relu(2 * factor * width)]
    ]
    doubling = [
        layer
        for factor in (4, 2)
        for layer in [
            nn.ConvTranspose2d(factor * width, factor * width // 2, 3, 2, 1, output_padding=1),
            *norm_relu(factor * width // 2),
        ]
    ]
    return nn.Sequential(
        *mirrored(3, width, 7),
        *norm_relu(width),
        *halving,
        *[Residual(4 * width) for _ in range(blocks)],
        *doubling,
        *mirrored(width, 3, 7),
        nn.Tanh(),
    )


def critic(width=2 * WIDTH):
    """PatchGAN with two halvings."""
    return nn.Sequential(
        nn.Conv2d(3, width, 4, 2, 1),
        nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(width, 2 * width, 4, 2, 1),
        nn.InstanceNorm2d(2 * width),
        nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(2 * width, 4 * width, 4, 1, 1),
        nn.InstanceNorm2d(4 * width),
        nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(4 * width, 1, 4, 1, 1),
    )


def unit(inputs, out, kernel, stride=1, groups=1, linear=False):
    """Convolution, norm and ReLU6 with TensorFlow's "same" padding."""
    before = (kernel - stride) // 2
    after = kernel - stride - before
    pad = [nn.ZeroPad2d((before, after, before, after))] if before != after else []
    convolution = nn.Conv2d(inputs, out, kernel, stride, 0 if pad else before, groups=groups, bias=False)
    activation = [] if linear else [nn.ReLU6(inplace=True)]
    return [*pad, convolution, nn.BatchNorm2d(out, eps=1e-3), *activation]


class Inverted(nn.Module):
    def __init__(self, inputs, out, kernel, stride, expansion):
        super().__init__()
        inner = inputs * expansion
        self.keeps = stride == 1 and inputs == out
        self.body = nn.Sequential(
            *(unit(inputs, inner, 1) if expansion > 1 else []),
            *unit(inner, inner, kernel, stride, groups=inner),
            *unit(inner, out, 1, linear=True),
        )

    def forward(self, x):
        return x + self.body(x) if self.keeps else self.body(x)


class Classifier(nn.Module):
    """EfficientNet-Lite0 without dropout; gives scores and the pooled features."""

    ROWS = [(1, 3, 16, 1, 1), (6, 3, 24, 2, 2), (6, 5, 40, 2, 2), (6, 3, 80, 3, 2), (6, 5, 112, 3, 1), (6, 5, 192, 4, 2), (6, 3, 320, 1, 1)]

    def __init__(self):
        super().__init__()
        blocks, inputs = [], 32
        for expansion, kernel, out, repeats, stride in self.ROWS:
            for index in range(repeats):
                blocks.append(Inverted(inputs, out, kernel, stride if index == 0 else 1, expansion))
                inputs = out
        self.backbone = nn.Sequential(*unit(3, 32, 3, 2), *blocks, *unit(320, 1280, 1))
        self.scores = nn.Linear(1280, CLASSES)

    def forward(self, x):
        features = self.backbone(x).mean((2, 3))
        return self.scores(features), features


def feature_critic():
    return nn.Sequential(nn.Linear(1280, 500), nn.ReLU(), nn.Linear(500, 500), nn.ReLU(), nn.Linear(500, 1))


def blur(x, window):
    channels = x.shape[1]
    rows = window.view(1, 1, -1, 1).expand(channels, 1, -1, 1)
    return F.conv2d(F.conv2d(x, rows, groups=channels), rows.transpose(2, 3), groups=channels)


def ms_ssim(x, y, weights=(0.0448, 0.2856, 0.3001)):
    """Wang et al. 2003 at the scales that 64 pixels allow, of pictures in 0 to 1."""
    window = torch.exp(-((torch.arange(11.0) - 5) ** 2) / (2 * 1.5**2))
    window = window / window.sum()
    similarity, total = 1, sum(weights)
    for scale, weight in enumerate(weights):
        if scale > 0:
            x, y = F.avg_pool2d(x, 2), F.avg_pool2d(y, 2)
        mean_x, mean_y, xx, yy, xy = blur(torch.cat([x, y, x * x, y * y, x * y], 1), window).chunk(5, 1)
        factor = (2 * (xy - mean_x * mean_y) + 9e-4) / (xx + yy - mean_x**2 - mean_y**2 + 9e-4)
        if scale == len(weights) - 1:
            factor = factor * (2 * mean_x * mean_y + 1e-4) / (mean_x**2 + mean_y**2 + 1e-4)
        similarity = similarity * factor.mean((2, 3)).clamp(min=FLOOR) ** (weight / total)
    return similarity.mean()


def cycle_loss(returned, own):
    returned, own = (returned + 1) / 2, (own + 1) / 2
    return ALPHA * (1 - ms_ssim(returned, own)) + (1 - ALPHA) * F.l1_loss(returned, own)


def symmetric_kl(scores, source_scores):
    p, log_q = F.softmax(source_scores, 1).clamp(min=1e-8), F.log_softmax(scores, 1)
    return ((log_q.exp() - p) * (log_q - p.log())).sum(1).mean()


class History:
    def __init__(self):
        self.images = []

    def exchange(self, fakes):
        shown = []
        for image in fakes:
            if len(self.images) < POOL:
                self.images.append(image)
            elif random.random() < 0.5:
                place = random.randrange(POOL)
                self.images[place], image = image, self.images[place]
            shown.append(image)
        return torch.stack(shown)


def towards(scores, value):
    return F.mse_loss(scores, torch.full_like(scores, value))


def learns(networks, does):
    for network in networks:
        network.requires_grad_(does)


def game(batch, layout):
    """Returns the parameters of all networks that learn, and a function that plays one iteration."""
    to_target, to_source, target_critic, source_critic = generator(), generator(), critic(), critic()
    classifier, judge, telling = Classifier().eval(), Classifier().eval(), feature_critic()
    judge.requires_grad_(False)
    networks = [to_target, to_source, target_critic, source_critic, classifier, judge]
    for network in networks:
        network.to(memory_format=layout)
    critics = [target_critic, source_critic]

    def adam(*some, beta1=0.5):
        parameters = [p for one in some for p in one.parameters()]
        return torch.optim.Adam(parameters, lr=1e-4, betas=(beta1, 0.999), foreach=True)

    of_generators, of_target, of_source = adam(to_target, to_source), adam(target_critic), adam(source_critic)
    of_classifier, of_telling = adam(classifier, beta1=0.9), adam(telling)
    histories = History(), History()
    source, target = (torch.rand(batch, 3, SIDE, SIDE).mul(2).sub(1).to(memory_format=layout) for _ in range(2))
    labels = torch.arange(batch) % CLASSES

    def step():
        learns([*critics, classifier], False)
        with torch.no_grad():
            seen, _ = judge(source)
        adapted, back = to_target(source), to_source(target)
        loss = towards(target_critic(adapted), 1.0) + towards(source_critic(back), 1.0)
        loss = loss + CYCLE * (cycle_loss(to_source(adapted), source) + cycle_loss(to_target(back), target))
        loss = loss + SEMANTIC * symmetric_kl(classifier(adapted)[0], seen)
        of_generators.zero_grad(set_to_none=True)
        loss.backward()
        of_generators.step()
        learns([*critics, classifier], True)
        adapted, back = adapted.detach(), back.detach()

        sides = zip(critics, (of_target, of_source), (target, source), (adapted, back), histories)
        for one, optimizer, real, fake, history in sides:
            told = (towards(one(real), 1.0) + towards(one(history.exchange(fake)), 0.0)) / 2
            optimizer.zero_grad(set_to_none=True)
            told.backward()
            optimizer.step()

        scores, of_adapted = classifier(adapted)
        _, of_real = classifier(target)
        logits = telling(of_adapted.detach()), telling(of_real.detach())
        told = F.softplus(-logits[0]).mean() + F.softplus(logits[1]).mean()
        of_telling.zero_grad(set_to_none=True)
        told.backward()
        of_telling.step()
        learns([telling], False)
        task = F.cross_entropy(scores, labels) + ALIGNMENT * F.softplus(-telling(of_real)).mean()
        of_classifier.zero_grad(set_to_none=True)
        task.backward()
        of_classifier.step()
        learns([telling], True)
        assert loss.isfinite() and task.isfinite(), "a loss is not finite"

    playing = [to_target, to_source, *critics, classifier, telling]
    return sum(p.numel() for one in playing for p in one.parameters()), step
