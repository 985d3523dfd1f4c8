"""Writes test/fixtures/texture.json: what scikit-image and formulas in NumPy make of one texture.

NumPy 2.4.6, scikit-image 0.26.0. Run:
    python packages/emotion-benchmarks/scripts/texture-fixtures.py
    npx biome format --write packages/emotion-benchmarks/test/fixtures/texture.json
"""

import json
from pathlib import Path

import numpy as np
from skimage.feature import graycomatrix, graycoprops, hog, local_binary_pattern


def texture(side):
    """Whole numbers of 0 to 250, the same formula as in the tests."""
    y, x = np.mgrid[:side, :side]
    return (3 * x * x + 7 * x * y + 5 * y * y + 11 * x) % 251


def cooccurrence():
    levels = (texture(32) // 32).astype(np.uint8)
    pairs = graycomatrix(levels, [1], [0], levels=8, symmetric=False)
    shares = pairs[:, :, 0, 0] / pairs.sum()
    i, j = np.indices(shares.shape)
    return {
        "pairs": pairs[:, :, 0, 0].ravel().tolist(),
        "contrast": graycoprops(pairs, "contrast").item(),
        "correlation": graycoprops(pairs, "correlation").item(),
        "energy": graycoprops(pairs, "ASM").item(),
        # scikit-image's homogeneity has 1 + (i - j)^2 below.
        "homogeneity": (shares / (1 + abs(i - j))).sum(),
    }


def patterns():
    """Counts of scikit-image's 59 patterns, ordered by their least 8-bit code, those that aren't uniform last."""
    image = texture(128).astype(np.uint8)
    inner = np.s_[1:-1, 1:-1]  # Outside the image scikit-image sees black.
    uniform = local_binary_pattern(image, 8, 1, "nri_uniform")[inner].ravel().astype(int)
    codes = local_binary_pattern(image, 8, 1, "default")[inner].ravel().astype(int)
    # Pairs (code, pattern) of a random image fill in the codes that the texture lacks.
    noise = np.random.default_rng(0).integers(0, 256, (512, 512)).astype(np.uint8)
    known = dict(
        zip(
            local_binary_pattern(noise, 8, 1, "default")[inner].ravel().astype(int).tolist(),
            local_binary_pattern(noise, 8, 1, "nri_uniform")[inner].ravel().astype(int).tolist(),
        )
    )
    assert len(known) == 256 and all(known[code] == pattern for code, pattern in zip(codes, uniform))
    order = sorted(range(59), key=lambda pattern: (pattern == 58, min(c for c, p in known.items() if p == pattern)))
    counts = np.bincount(uniform, minlength=59)
    return [int(counts[pattern]) for pattern in order]


def oriented_gradients():
    return hog(
        texture(64).astype(float), orientations=9, pixels_per_cell=(8, 8), cells_per_block=(2, 2), block_norm="L2-Hys"
    )


def gist(image):
    """Means in 4x4 blocks of |ifft(F G)|, from the formula, with full-size transforms and angles by complex numbers."""
    side = len(image)
    f = np.fft.fftfreq(side)
    plane = f[None, :] + 1j * f[:, None]
    spectrum = np.fft.fft2(image)
    out = []
    for scale in range(4):
        for orientation in range(8):
            turn = np.angle(plane * np.exp(-1j * np.pi * orientation / 8))
            ratio = abs(plane) / (0.3 / 1.85**scale)
            gain = np.exp(-10 * 0.35 * (ratio - 1) ** 2 - 2 * (16 * 8**2 / 32**2) * np.pi * turn**2)
            gain[0, 0] = 0
            response = abs(np.fft.ifft2(spectrum * gain))
            out.append(response.reshape(4, side // 4, 4, side // 4).mean((1, 3)))
    return np.ravel(out)


def prefiltered(image):
    side = len(image)
    cycles = np.fft.fftfreq(side) * side
    low = np.exp(-(cycles[None, :] ** 2 + cycles[:, None] ** 2) / (4 / np.sqrt(np.log(2))) ** 2)

    def smooth(plane):
        return np.fft.ifft2(np.fft.fft2(plane) * low).real

    logarithm = np.log(image + 1)
    centred = logarithm - smooth(logarithm)
    return centred / (0.2 + np.sqrt(abs(smooth(centred**2))))


def coarseness(image):
    """Window by window, as the definition reads."""
    height, width = image.shape
    padded = np.pad(image, 32, mode="edge").astype(float)

    def mean(x, y, size):
        """Of the window whose middle lies at the upper left corner of pixel (x, y)."""
        top, left = y + 32 - size // 2, x + 32 - size // 2
        return padded[top : top + size, left : left + size].mean()

    total = 0
    for y in range(height):
        for x in range(width):
            differences = []
            for k in range(1, 6):
                size, half = 2**k, 2 ** (k - 1)
                across = abs(mean(x + half, y, size) - mean(x - half, y, size))
                along = abs(mean(x, y + half, size) - mean(x, y - half, size))
                differences.append(max(across, along))
            total += 2 ** (1 + int(np.argmax(differences)))
    return total / (height * width) / 32


def rounded(values):
    return [float(f"{value:.7g}") for value in values]


image = texture(128).astype(float)
fixtures = {
    "cooccurrence": cooccurrence(),
    "patterns": patterns(),
    "orientedGradients": [round(float(value), 6) for value in oriented_gradients()],
    "gist": rounded(gist(image)),
    "gistPrefiltered": rounded(gist(prefiltered(image))),
    "coarseness": coarseness(texture(48)),
}
target = Path(__file__).parent.parent / "test/fixtures/texture.json"
target.write_text(json.dumps(fixtures, separators=(",", ":")) + "\n")
