"""Trains five cells of the main study again, by JAX, and compares their means with what the study stored.

    bench/.venv/bin/python studies/retrain.py [RUNS] [--cells N] [--output FILE]

RUNS is the folder of stored runs (data/results), --cells the number of cells, --output where the result goes
(studies/results/retrained.json; a table is printed in any case). Needs `npm run build` and `bash bench/setup.sh`.

Nothing here is shared with the TypeScript but the prepared samples of each seed: network, losses, derivatives, Adam, batches
and measures are written anew, and initial weights, batches and noise are drawn by NumPy. So the same seed gives another
training of the same rows. For each measure the ten differences, one a seed, have a mean and a standard error; where both
programs do the same, the mean lies within two of them in 12 of 13 cases (Student's t, 9 degrees of freedom).

Exits with 1 where a difference cannot be chance: a p-value that is below 1 % even when it is multiplied by the number of
comparisons (Bonferroni).
"""

import argparse
import functools
import pathlib
import sys
import tempfile

import jax
import jax.numpy as jnp
import numpy as np
from cells import ROOT, export_cells, read_rows, write_whole
from scipy import stats

# chosen before any of them was trained: each on another data set, all of them part of the package
CELLS = [
    {"data": "concrete", "method": "MSE", "value": None},
    {"data": "wine-red", "method": "Lai-MSE", "value": 0.1},
    {"data": "abalone", "method": "Lai-MSE", "value": 1},
    {"data": "auto-mpg", "method": "gradient penalty", "value": 0.03},
    {"data": "diamonds", "method": "Lai-MSE, one-sided", "value": 0.3},
]
NOISE_SD, NOISE_REPEATS = 0.3, 10
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-7


def predict(weights, x):
    for kernel, bias in weights[:-1]:
        x = jnp.tanh(x @ kernel + bias)
    kernel, bias = weights[-1]
    return (x @ kernel + bias)[..., 0]


def squared_slopes(weights, x):
    gradients = jax.vmap(jax.grad(predict, argnums=1), in_axes=(None, 0))(weights, x)
    return jnp.sum(gradients**2, axis=1)


def lai(squares, s, value):
    return squares * jnp.where(s > value, s, value) / (min(value, 1) * (1 + s))


def lai_one_sided(squares, s, value):
    return squares * jnp.where(s > value, s * (1 + value) / (value * (1 + s)), 1)


LOSSES = {
    "plainMse": None,
    "laiMse": lai,
    "laiOneSided": lai_one_sided,
    "gradientPenalty": lambda squares, s, value: squares + value * s,
}


def batch_loss(weights, x, y, of_slope, value):
    squares = (predict(weights, x) - y) ** 2
    return jnp.mean(squares if of_slope is None else of_slope(squares, squared_slopes(weights, x), value))


@functools.partial(jax.jit, static_argnums=(3, 4))
def train_step(state, batch, rate, of_slope, value):
    weights, first, second, t = state
    gradients = jax.grad(batch_loss)(weights, batch[:, :-1], batch[:, -1], of_slope, value)
    first = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, first, gradients)
    second = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, second, gradients)
    scale1, scale2 = 1 - BETA1**t, 1 - BETA2**t
    move = lambda w, m, v: w - rate * (m / scale1) / (jnp.sqrt(v / scale2) + EPSILON)  # noqa: E731
    return jax.tree.map(move, weights, first, second), first, second, t + 1


def initial_weights(random, sizes):
    """Glorot uniform kernels, biases of zero."""
    layers = []
    for inputs, units in zip(sizes, sizes[1:]):
        limit = np.sqrt(6 / (inputs + units))
        kernel = random.uniform(-limit, limit, (inputs, units)).astype(np.float32)
        layers.append((jnp.asarray(kernel), jnp.zeros(units, jnp.float32)))
    return layers


def train(rows, cell, random):
    """The weights after the last epoch: the base loss alone in the warm-up, then the whole loss on all rows."""
    training, method = cell["training"], cell["spec"]["method"]
    weights = initial_weights(random, [rows.shape[1] - 1, *cell["model"]["hidden"], 1])
    zeros = jax.tree.map(jnp.zeros_like, weights)
    state = (weights, zeros, zeros, jnp.float32(1))
    size = min(training["batchSize"], len(rows))
    for epoch in range(training["epochs"]):
        of_slope = LOSSES[method] if epoch >= training["warmUpEpochs"] else None
        value = cell["value"] if of_slope else None
        shuffled = rows[random.permutation(len(rows))]
        for start in range(0, len(rows), size):
            state = train_step(state, shuffled[start : start + size], training["learningRate"], of_slope, value)
    return state[0]


def measure(weights, rows, moved, random):
    x, y = rows[:, :-1], rows[:, -1]
    squares = []
    for _ in range(NOISE_REPEATS):
        noisy = x.copy()
        noisy[:, moved] += NOISE_SD * random.standard_normal((len(x), len(moved)), dtype=np.float32)
        squares.append(np.mean(np.square(predict(weights, noisy) - y, dtype=np.float64)))
    return {
        "rmse": float(np.sqrt(np.mean(np.square(predict(weights, x) - y, dtype=np.float64)))),
        "slope": float(np.mean(np.sqrt(squared_slopes(weights, x)), dtype=np.float64)),
        "noise": float(np.sqrt(np.mean(squares))),
    }


def retrain(cell, place, folder):
    """The measures of every seed, one after another."""
    if cell["model"]["activation"] != "tanh" or cell["training"].get("clipNorm") is not None:
        sys.exit(f"{cell['data']}: this program trains tanh networks without clipping alone")
    measured = []
    for seed in cell["seeds"]:
        random = np.random.default_rng([2026, place, seed["seed"]])
        weights = train(read_rows(folder, seed, "train"), cell, random)
        measured.append(measure(weights, read_rows(folder, seed, "test"), seed["movedColumns"], random))
        print(f"\r{cell['data']}, {cell['method']}: {len(measured)} of {len(cell['seeds'])}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return measured


def compare(cell, measured):
    """One line a measure: both means, the difference, and how many standard errors it is."""
    lines = []
    for name in ("rmse", "slope", "noise"):
        stored = np.array([seed["stored"][name] for seed in cell["seeds"]])
        again = np.array([each[name] for each in measured])
        difference = again - stored
        error = float(difference.std(ddof=1) / np.sqrt(len(difference)))
        errors = float(difference.mean() / error)
        lines.append(
            {
                "data": cell["data"],
                "method": cell["method"],
                "value": cell["value"],
                "measure": name,
                "seeds": len(difference),
                "stored": float(stored.mean()),
                "again": float(again.mean()),
                "difference": float(difference.mean()),
                "standardError": error,
                "standardErrors": errors,
                "p": float(2 * stats.t.sf(abs(errors), len(difference) - 1)),
            }
        )
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs="?", type=pathlib.Path, help="folder of stored runs (default: data/results)")
    parser.add_argument("--cells", type=int, default=len(CELLS), help="only the first so many")
    output = ROOT / "studies" / "results" / "retrained.json"
    parser.add_argument("--output", type=pathlib.Path, default=output, help="where the result goes")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        cells = export_cells(CELLS[: given.cells], folder, given.runs)
        lines = [line for place, cell in enumerate(cells) for line in compare(cell, retrain(cell, place, folder))]
    print(f"{'cell':42} {'measure':8} {'stored':>8} {'again':>8} {'difference':>11} {'standard errors':>16}")
    for line in lines:
        value = "" if line["value"] is None else f" {line['value']}"
        cell = f"{line['data']}, {line['method']}{value}"
        numbers = f"{line['stored']:8.4f} {line['again']:8.4f} {line['difference']:11.4f} {line['standardErrors']:16.2f}"
        print(f"{cell:42} {line['measure']:8} {numbers}")
    within = sum(abs(line["standardErrors"]) <= 2 for line in lines)
    expected = sum(1 - 2 * stats.t.sf(2, line["seeds"] - 1) for line in lines)
    print(f"{within} of {len(lines)} lie within two standard errors; {expected:.1f} would by chance.")
    least = min(line["p"] for line in lines) * len(lines)
    print(f"The least p-value, times {len(lines)}: {min(1, least):.2f}")
    versions = {"jax": jax.__version__, "numpy": np.__version__, "python": sys.version.split()[0]}
    summary = {"within": within, "of": len(lines), "expected": float(expected), "leastP": min(1.0, least)}
    write_whole(given.output, {"format": 1, "study": "main", "versions": versions, **summary, "lines": lines})
    print(given.output)
    sys.exit(1 if least < 0.01 else 0)


if __name__ == "__main__":
    main()
