"""Writes test/fixtures/learners.json: what scikit-learn's learners predict on one small synthetic problem.

Versions: Python 3, numpy 2, scikit-learn 1.9. Command, from packages/emotion-benchmarks: python scripts/learner-fixtures.py
"""

import json
from pathlib import Path

import numpy as np
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.svm import SVC, SVR

TRAIN, TEST, FEATURES, CLASSES = 80, 40, 6, 3
# Far below libsvm's default of 1e-3, so that two solvers agree on decision values and not only on classes.
TIGHT = 1e-8
rng = np.random.default_rng(2103)


def problem():
    """Overlapping Gaussians of unequal frequency, standardised over the training examples and rounded as they are stored."""
    y = rng.choice(CLASSES, size=TRAIN + TEST, p=[0.5, 0.3, 0.2])
    x = rng.normal(size=(TRAIN + TEST, FEATURES)) * rng.uniform(0.5, 2, size=(CLASSES, FEATURES))[y]
    x += rng.normal(size=(CLASSES, FEATURES))[y]
    x = (x - x[:TRAIN].mean(0)) / x[:TRAIN].std(0)
    values = np.stack([4 + x[:, 0] + np.sin(2 * x[:, 1]), 5 - x[:, 2] * x[:, 3]], axis=1)
    values = np.clip(values + 0.3 * rng.normal(size=values.shape), 1, 9)
    return x.round(4), y, values.astype(np.float32).astype(float)


def rbf(a, b, gamma):
    return np.exp(-gamma * ((a[:, None, :] - b[None, :, :]) ** 2).sum(-1))


def pairs_of(y):
    return [(np.flatnonzero((y == i) | (y == j)), i) for i in range(CLASSES) for j in range(i + 1, CLASSES)]


def multiple_kernels(x, y, xt, blocks, p, c, rounds):
    """The closed form of l_p-norm multiple kernel learning on one-vs-one problems that share the weights."""
    ours = [rbf(x[:, a:b], x[:, a:b], 1 / (b - a)) for a, b in blocks]
    theirs = [rbf(xt[:, a:b], x[:, a:b], 1 / (b - a)) for a, b in blocks]
    weights = np.full(len(blocks), len(blocks) ** (-1 / p))
    for turn in range(rounds):
        kernel = sum(w * k for w, k in zip(weights, ours))
        squares = np.zeros(len(blocks))
        for rows, first in pairs_of(y):
            machine = SVC(C=c, kernel='precomputed', tol=TIGHT).fit(kernel[np.ix_(rows, rows)], y[rows] == first)
            signed = np.zeros(len(rows))
            signed[machine.support_] = machine.dual_coef_[0]
            squares += [w * w * signed @ k[np.ix_(rows, rows)] @ signed for w, k in zip(weights, ours)]
        norms = np.sqrt(squares)
        weights = norms ** (2 / (p + 1)) / (norms ** (2 * p / (p + 1))).sum() ** (1 / p)
    kernel = sum(w * k for w, k in zip(weights, ours))
    machine = SVC(C=c, kernel='precomputed', tol=TIGHT).fit(kernel, y)
    return {'weights': weights.tolist(), 'predictions': machine.predict(sum(w * k for w, k in zip(weights, theirs))).tolist()}


def multi_graph(x, y, blocks, smoothness, eta, rounds):
    """Multi-graph learning by dense linear algebra; y holds a column per class, 0 for the examples to be ranked."""
    laplacians = []
    for a, b in blocks:
        d = np.sqrt(((x[:, None, a:b] - x[None, :, a:b]) ** 2).sum(-1))
        w = np.exp(-((d / np.median(d[np.triu_indices(len(x), 1)])) ** 2))
        np.fill_diagonal(w, 0)
        s = 1 / np.sqrt(w.sum(1))
        laplacians.append(np.eye(len(x)) - s[:, None] * w * s[None, :])
    count = len(blocks)
    weights = np.full(count, 1 / count)
    for turn in range(rounds):
        f = np.linalg.solve(np.eye(len(x)) + sum(w * m for w, m in zip(weights, laplacians)) / smoothness, y)
        e = np.array([np.trace(f.T @ m @ f) for m in laplacians])
        weights = simplex(1 / count + (e.mean() - e) / (2 * eta))
    f = np.linalg.solve(np.eye(len(x)) + sum(w * m for w, m in zip(weights, laplacians)) / smoothness, y)
    return {'weights': weights.tolist(), 'scores': f.tolist()}


def simplex(v):
    """The nearest point whose entries are at least 0 and sum to 1, by bisection on the shift."""
    low, high = v.min() - 1, v.max()
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.maximum(v - middle, 0).sum() > 1 else (low, middle)
    return np.maximum(v - low, 0)


def main():
    features, classes, values = problem()
    x, xt, y, v = features[:TRAIN], features[TRAIN:], classes[:TRAIN], values[:TRAIN]
    blocks = [[0, 2], [2, 5], [5, 6]]
    auto = dict(kernel='rbf', gamma=1 / FEATURES, tol=TIGHT)
    out = {'features': features.tolist(), 'classes': classes.tolist(), 'values': values.tolist(), 'train': TRAIN, 'blocks': blocks}

    out['knn'] = {}
    for k in (1, 5, 15):
        out['knn'][k] = {
            'shares': KNeighborsClassifier(k, algorithm='brute').fit(x, y).predict_proba(xt).tolist(),
            'values': KNeighborsRegressor(k, algorithm='brute').fit(x, v).predict(xt).tolist(),
        }
    out['naiveBayes'] = {'shares': GaussianNB().fit(x, y).predict_proba(xt).tolist()}
    out['logisticRegression'] = {}
    for penalty in (1, 10):
        model = LogisticRegression(C=1 / penalty, tol=1e-10, max_iter=10_000).fit(x, y)
        out['logisticRegression'][penalty] = {'shares': model.predict_proba(xt).tolist()}

    out['svm'] = []
    for c, gamma, balanced in ((1, 1 / FEATURES, False), (8, 0.5, False), (1, 1 / FEATURES, True), (0.125, 0.05, False)):
        weight = 'balanced' if balanced else None
        machine = SVC(C=c, kernel='rbf', gamma=gamma, tol=TIGHT, class_weight=weight, decision_function_shape='ovo').fit(x, y)
        rest = OneVsRestClassifier(SVC(C=c, kernel='rbf', gamma=gamma, tol=TIGHT, class_weight=weight)).fit(x, y)
        usual = SVC(C=c, kernel='rbf', gamma=gamma, class_weight=weight).fit(x, y)
        out['svm'].append({
            'cost': c,
            'gamma': gamma,
            'balanced': balanced,
            'pairs': machine.decision_function(xt).tolist(),
            'predictions': machine.predict(xt).tolist(),
            'usualTolerance': usual.predict(xt).tolist(),
            'rest': rest.decision_function(xt).tolist(),
        })
    out['svr'] = {'values': np.stack([SVR(C=1, epsilon=0.1, **auto).fit(x, t).predict(xt) for t in v.T], 1).tolist()}
    out['ridge'] = {a: Ridge(alpha=a, solver='cholesky').fit(x, v).predict(xt).tolist() for a in (0.1, 10)}
    # KernelRidge has no intercept: the mean is taken off the values and put back.
    kernel = KernelRidge(alpha=1, kernel='rbf', gamma=1 / FEATURES).fit(x, v - v.mean(0))
    out['kernelRidge'] = (kernel.predict(xt) + v.mean(0)).tolist()
    out['multipleKernels'] = {p: multiple_kernels(x, y, xt, blocks, p, 1, 10) for p in (1, 2)}
    known = np.concatenate([np.eye(CLASSES)[y], np.zeros((TEST, CLASSES))])
    out['multiGraph'] = multi_graph(features, known, blocks, 0.5, 5, 10)

    target = Path(__file__).parent.parent / 'test' / 'fixtures' / 'learners.json'
    target.write_text(json.dumps(rounded(out), separators=(',', ':')) + '\n')


def rounded(value):
    """With nine significant digits, which keeps the file small; the features, of four decimals, stay exact."""
    if isinstance(value, dict):
        return {str(k): rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return float(f'{value:.9g}') if isinstance(value, float) else value


main()
