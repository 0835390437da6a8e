"""The diabetes table once more, in JAX, with its own splits and weights: how far apart can two means over 10 seeds lie?

    python -m venv venv && venv/bin/pip install jax numpy
    venv/bin/python bench/diabetes/replication.py [seeds]        (400 seeds: about 5 minutes on one core)

The setting of diabetes.ts beside this file: 60/20/20, standardised on the training rows, MLP 10-64-32-1 softplus, Glorot
uniform, Adam .001, batch 128 with the last partial batch dropped, 20 warm-up of 300 epochs, Lai-MSE on all rows, the
weights of the last epoch, mean |df/dx| and RMSE on the test rows. Nothing of it comes from the package. It writes
bench/results/diabetes-replication.json: mean and standard deviation over the seeds, and where 95 % of the means over 10 lie.
"""
import gzip
import json
import pathlib
import sys

import jax
import jax.numpy as jnp
import numpy as np

HERE = pathlib.Path(__file__).parent
SIZES, BATCH, EPOCHS, WARM_UP, RATE = [10, 64, 32, 1], 128, 300, 20, 1e-3
LAMBDAS = [None, 0.05, 0.3, 1.0, 3.0]
SEEDS = int(sys.argv[1]) if len(sys.argv) > 1 else 400
GROUP = 50

with gzip.open(HERE.parents[1] / "data" / "diabetes.csv.gz", "rt") as file:
    DATA = np.loadtxt(file, delimiter=",", skiprows=1)


def prepare(seed):
    """Split, standardised rows, initial weights and the rows of every step."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(DATA))
    n_train, n_validation = round(0.6 * len(DATA)), round(0.2 * len(DATA))
    train, test = DATA[order[:n_train]], DATA[order[n_train + n_validation :]]
    mean, sd = train.mean(0), train.std(0)
    train, test = (train - mean) / sd, (test - mean) / sd
    weights = []
    for a, b in zip(SIZES, SIZES[1:]):
        limit = np.sqrt(6 / (a + b))
        weights.append((rng.uniform(-limit, limit, (a, b)).astype(np.float32), np.zeros(b, np.float32)))
    full = n_train // BATCH * BATCH
    steps = np.concatenate([rng.permutation(n_train)[:full].reshape(-1, BATCH) for _ in range(EPOCHS)])
    return weights, train.astype(np.float32), test.astype(np.float32), steps.astype(np.int32)


def predict(weights, x):
    for w, b in weights[:-1]:
        x = jax.nn.softplus(x @ w + b)
    return (x @ weights[-1][0] + weights[-1][1])[0]


value_and_slope = jax.vmap(jax.value_and_grad(predict, argnums=1), (None, 0))


def plain_loss(weights, rows, _):
    return jnp.mean((jax.vmap(predict, (None, 0))(weights, rows[:, :10]) - rows[:, 10]) ** 2)


def lai_loss(weights, rows, lam):
    values, slopes = value_and_slope(weights, rows[:, :10])
    k2 = jnp.sum(slopes**2, 1)
    return jnp.mean(jnp.maximum(k2, lam) / (min(lam, 1) * (1 + k2)) * (values - rows[:, 10]) ** 2)


def run(weights, train, test, steps, lam):
    def adam_steps(state, rows_of_steps, loss):
        def step(state, rows):
            weights, m, v, t = state
            g = jax.grad(loss)(weights, train[rows], lam)
            t = t + 1
            m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, g)
            v = jax.tree.map(lambda a, b: 0.999 * a + 0.001 * b * b, v, g)
            new = jax.tree.map(
                lambda w, a, b: w - RATE * (a / (1 - 0.9**t)) / (jnp.sqrt(b / (1 - 0.999**t)) + 1e-8), weights, m, v
            )
            return (new, m, v, t), None

        return jax.lax.scan(step, state, rows_of_steps)[0]

    zeros = jax.tree.map(jnp.zeros_like, weights)
    warm = WARM_UP * (steps.shape[0] // EPOCHS)
    state = adam_steps((weights, zeros, zeros, jnp.float32(0)), steps[:warm], plain_loss)
    state = adam_steps(state, steps[warm:], plain_loss if lam is None else lai_loss)
    values, slopes = value_and_slope(state[0], test[:, :10])
    return jnp.mean(jnp.linalg.norm(slopes, axis=1)), jnp.sqrt(jnp.mean((values - test[:, 10]) ** 2))


results = {}
for lam in LAMBDAS:
    many = jax.jit(jax.vmap(lambda w, a, b, s: run(w, a, b, s, lam)))
    slopes, errors = [], []
    for start in range(0, SEEDS, GROUP):
        prepared = [prepare(10_000 + seed) for seed in range(start, min(start + GROUP, SEEDS))]
        slope, error = many(*jax.tree.map(lambda *parts: np.stack(parts), *prepared))
        slopes += np.asarray(slope, float).tolist()
        errors += np.asarray(error, float).tolist()
    draws = np.random.default_rng(1).choice(len(slopes), (20_000, 10))
    record = {"seeds": len(slopes)}
    for measure, values in (("slope", np.array(slopes)), ("rmse", np.array(errors))):
        tens = values[draws].mean(1)
        record[measure] = {
            "mean": round(float(values.mean()), 4),
            "standardDeviation": round(float(values.std(ddof=1)), 4),
            "meansOfTen95": [round(float(q), 4) for q in np.percentile(tens, [2.5, 97.5])],
        }
    first = [round(float(np.mean(slopes[k : k + 10])), 4) for k in range(0, min(len(slopes), 60), 10)]
    record["slope"]["firstMeansOfTen"] = first
    name = "plain" if lam is None else f"{lam:g}"
    results[name] = record
    print(name, json.dumps(record), flush=True)

path = HERE.parent / "results" / "diabetes-replication.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps({"jax": jax.__version__, "numpy": np.__version__, "results": results}, indent=2) + "\n")
print(f"wrote {path.name}")
