"""Expected values of planes and transport, from scikit-image 0.26, scipy and numpy.

python packages/emotion-benchmarks/scripts/raster-fixtures.py > packages/emotion-benchmarks/test/fixtures/raster.json
"""

import json
import sys

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.optimize import linprog
from skimage import color, filters, transform

random = np.random.default_rng(7)
HEIGHT, WIDTH = 7, 9
pixels = random.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
# Greys, primaries and dark colours, where formulas change.
pixels[0, :6] = [[0, 0, 0], [255, 255, 255], [128, 128, 128], [255, 0, 0], [0, 255, 0], [0, 0, 255]]
pixels[1, :3] = [[3, 2, 1], [10, 10, 11], [255, 255, 0]]
plane = random.uniform(0, 100, (HEIGHT, WIDTH)).round(3)


def listed(array, digits=6):
    return np.asarray(array, dtype=float).round(digits).ravel().tolist()


def transport(sources, sinks):
    """A random problem and its least mean cost, by linear programming."""
    supply = random.integers(0, 50, sources)
    demand = random.multinomial(supply.sum(), random.dirichlet(np.ones(sinks) / 2))
    cost = random.uniform(0, 10, (sources, sinks)).round(3)
    sums = np.vstack([np.kron(np.eye(sources), np.ones(sinks)), np.kron(np.ones(sources), np.eye(sinks))])
    solved = linprog(cost.ravel(), A_eq=sums, b_eq=np.concatenate([supply, demand]), method="highs")
    return {
        "supply": supply.tolist(),
        "demand": demand.tolist(),
        "cost": listed(cost),
        "mean": solved.fun / supply.sum(),
    }


json.dump(
    {
        "width": WIDTH,
        "height": HEIGHT,
        "pixels": pixels.ravel().tolist(),
        "hsv": listed(color.rgb2hsv(pixels)),
        "lab": listed(color.rgb2lab(pixels)),
        "luv": listed(color.rgb2luv(pixels)),
        "plane": listed(plane),
        "blurred": listed(gaussian_filter(plane, 1.5, mode="nearest", radius=6)),
        "sobelDown": listed(filters.sobel_h(plane)[1:-1, 1:-1]),
        "sobelAcross": listed(filters.sobel_v(plane)[1:-1, 1:-1]),
        "prewittDown": listed(filters.prewitt_h(plane)[1:-1, 1:-1]),
        "prewittAcross": listed(filters.prewitt_v(plane)[1:-1, 1:-1]),
        "smaller": listed(transform.resize_local_mean(plane, (3, 4))),
        "transport": [transport(5, 4), transport(12, 9), transport(1, 6), transport(30, 20)],
    },
    sys.stdout,
)
