"""Exact values for noise, missing values and roughness on the network of measures.json. Writes noise.json beside this file.

    python -m venv venv && venv/bin/pip install numpy
    venv/bin/python make_noise.py

Expectations over the noise are integrals: Gaussian by Gauss-Hermite and uniform by Gauss-Legendre quadrature (a grid of
NODES per feature; more of them change less than 1e-4), missing values by a sum over all subsets of the features.
"""
import itertools
import json
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
given = json.loads((HERE / "measures.json").read_text())
units = given["network"]["units"]
kernels = [np.array(k).reshape(-1, u) for k, u in zip(given["network"]["kernels"], units)]
biases = [np.array(b) for b in given["network"]["biases"]]
y = np.array(given["y"])
x = np.array(given["x"]).reshape(len(y), -1)
NODES = 32


def predict(rows):
    for layer, (kernel, bias) in enumerate(zip(kernels, biases)):
        rows = rows @ kernel + bias
        if layer < len(kernels) - 1:
            rows = np.tanh(rows)
    return rows[..., 0]


def quadrature(distribution, nodes, d):
    """Points of standard deviation 1 in d dimensions, and their probabilities."""
    if distribution == "gaussian":
        points, weights = np.polynomial.hermite_e.hermegauss(nodes)
    else:
        points, weights = np.polynomial.legendre.leggauss(nodes)
        points = points * np.sqrt(3)
    weights = weights / weights.sum()
    grid = np.stack(np.meshgrid(*[points] * d, indexing="ij"), -1).reshape(-1, d)
    return grid, np.prod(np.stack(np.meshgrid(*[weights] * d, indexing="ij"), -1), -1).ravel()


def noisy(distribution, sigma, columns, nodes=NODES):
    inner, weights = quadrature(distribution, nodes, len(columns))
    grid = np.zeros((len(inner), x.shape[1]))
    grid[:, columns] = inner
    squares = changes = variance = 0.0
    for row, target in zip(x, y):
        values = predict(row + sigma * grid)
        squares += weights @ (values - target) ** 2
        changes += weights @ (values - predict(row)) ** 2
        variance += weights @ values**2 - (weights @ values) ** 2
    n = len(x)
    return {"rmse": np.sqrt(squares / n), "predictionChange": np.sqrt(changes / n), "predictionVariance": variance / n}


def missing(probability):
    squares = 0.0
    for gone in itertools.product([False, True], repeat=x.shape[1]):
        chance = np.prod([probability if g else 1 - probability for g in gone])
        squares += chance * ((predict(np.where(gone, x.mean(0), x)) - y) ** 2).mean()
    return {"rmse": np.sqrt(squares)}


points = [
    {"distribution": distribution, "sigma": sigma, "columns": columns, **noisy(distribution, sigma, columns)}
    for distribution in ("gaussian", "uniform")
    for sigma in (0.1, 0.3, 1)
    for columns in ([0, 1, 2], [1])
]
finer = noisy("gaussian", 1, [0, 1, 2], NODES + 12)
assert all(abs(finer[key] - points[4][key]) < 1e-4 for key in finer), (finer, points[4])


def partial_dependence(columns, values):
    changed = x.copy()
    changed[:, columns] = values
    return predict(changed).mean()


def roughness(grid, curve):
    h = np.diff(grid)
    bends = 2 * np.diff(np.diff(curve) / h) / (h[1:] + h[:-1])
    return {"totalVariation": np.abs(np.diff(curve)).sum(), "meanSquaredSecondDifference": (bends**2).mean()}


curve_grid = [-1.0, -0.25, 0.0, 0.5, 1.25]
curve = [partial_dependence([1], v) for v in curve_grid]
u, v = np.linspace(-1, 1, 6), np.linspace(-0.5, 1, 4)
surface = np.array([[partial_dependence([0, 2], [a, b]) for b in v] for a in u])
h, k = u[1] - u[0], v[1] - v[0]
along, across = np.diff(surface, axis=0) / h, np.diff(surface, axis=1) / k
slopes = np.hypot((along[:, 1:] + along[:, :-1]) / 2, (across[1:] + across[:-1]) / 2)  # in the middle of each cell
f_uu = np.diff(surface, 2, axis=0)[:, 1:-1] / h**2
f_vv = np.diff(surface, 2, axis=1)[1:-1] / k**2
f_uv = (surface[2:, 2:] - surface[2:, :-2] - surface[:-2, 2:] + surface[:-2, :-2]) / (4 * h * k)
out = {
    "numpy": np.__version__,
    "noise": points,
    "missing": [{"probability": p, **missing(p)} for p in (0.2, 0.5, 1)],
    "curve": {"grid": curve_grid, **roughness(np.array(curve_grid), np.array(curve))},
    "surface": {
        "grids": [u.tolist(), v.tolist()],
        "totalVariation": slopes.sum() * h * k,
        "meanSquaredSecondDifference": (f_uu**2 + 2 * f_uv**2 + f_vv**2).mean(),
    },
}
path = HERE / "noise.json"
path.write_text(json.dumps(out, default=float, indent=1) + "\n")
print(f"wrote {path.name}")
