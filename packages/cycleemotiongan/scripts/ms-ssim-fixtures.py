"""MS-SSIM and its gradient by scikit-image, in float64: an oracle for the package's own.

Made with Python 3.11, numpy 2, scikit-image 0.26. From the repository's root:
    python packages/cycleemotiongan/scripts/ms-ssim-fixtures.py > packages/cycleemotiongan/test/fixtures/ms-ssim.json
"""

import json
import math

import numpy as np
from skimage.metrics import structural_similarity

WEIGHTS = np.array([0.0448, 0.2856, 0.3001, 0.2363, 0.1333])
WINDOW = dict(gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1, full=True)
RADIUS = 5  # scikit-image cuts its Gaussian at 3.5 sigma.


def noise(seed, count):
    """A linear congruential generator, which tests can repeat exactly."""
    values, state = np.empty(count), seed
    for i in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        values[i] = state / 2**32
    return values


def images(kind, height, width, channels):
    """Noise, and a paler, noisier copy; or, for `opposite`, its negative. All in [0, 1]."""
    shape = (height, width, channels)
    one, other = (noise(seed, math.prod(shape)).reshape(shape) for seed in (1, 2))
    return (one, 1 - one) if kind == "opposite" else (one, 0.2 + 0.5 * one + 0.2 * other)


def mean_of_map(one, other, **constants):
    """The mean where the window lies inside the image."""
    _, full = structural_similarity(one, other, **WINDOW, **constants)
    return full[RADIUS:-RADIUS, RADIUS:-RADIUS].mean()


def halve(image):
    """2 x 2 means; a last odd row or column is averaged by itself."""
    height, width = image.shape
    padded = np.pad(image, ((0, height % 2), (0, width % 2)), mode="edge")
    return padded.reshape((height + 1) // 2, 2, (width + 1) // 2, 2).mean(axis=(1, 3))


def factors(one, other, scales):
    """Means of contrast and structure per scale; with luminance at the coarsest."""
    found = []
    for scale in range(scales):
        # With a huge K1 luminance is 1 everywhere, which leaves contrast and structure.
        constants = {} if scale == scales - 1 else dict(K1=1e8)
        found.append(mean_of_map(one, other, **constants))
        one, other = halve(one), halve(other)
    return found


def ms_ssim(one, other, scales):
    weights = WEIGHTS[:scales] / WEIGHTS[:scales].sum()
    channels = range(one.shape[2])
    of = [factors(one[..., c], other[..., c], scales) for c in channels]
    return float(np.mean([np.prod(np.maximum(f, 1e-6) ** weights) for f in of]))


def derivatives(one, other, scales, pixels, step=1e-4):
    """Central differences by single values of `other`, in float64."""
    found = []
    for pixel in pixels:
        moved = []
        for sign in (1, -1):
            copy = other.copy()
            copy.flat[pixel] += sign * step
            moved.append(ms_ssim(one, copy, scales))
        found.append((moved[0] - moved[1]) / (2 * step))
    return found


def case(kind, height, width, channels, scales, pixels=0):
    one, other = images(kind, height, width, channels)
    # Corners, where windows and pooled squares are cut, and places between.
    places = np.unique(np.linspace(0, one.size - 1, pixels).astype(int)).tolist()
    return {
        "kind": kind,
        "shape": [height, width, channels],
        "scales": scales,
        "value": ms_ssim(one, other, scales),
        "factors": factors(one[..., 0], other[..., 0], scales),
        "gradient": {"places": places, "values": derivatives(one, other, scales, places)},
    }


CASES = [
    case("paler", 20, 20, 1, 1, 9),
    case("paler", 32, 32, 3, 2, 9),
    case("paler", 45, 50, 2, 3, 13),
    case("paler", 64, 64, 3, 3, 13),
    case("paler", 128, 130, 1, 4),
    case("paler", 161, 175, 1, 5, 4),
    case("opposite", 48, 48, 1, 3),
]
print(json.dumps(CASES, indent=1))
