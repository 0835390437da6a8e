"""Other models on the rows of the main study: a linear one, boosted trees, and an ensemble of plain networks.

    python3 studies/references.py [RUNS] [--seeds N] [--output FILE]

RUNS is the folder of stored runs (data/results), --seeds the number of seeds (five), --output where the result goes
(data/results/references.json), from which `lai study answers` writes what it says of them. Needs `npm run build`, NumPy and
scikit-learn; a quarter of an hour of two cores. Interrupted, it goes on where it was.

Each seed's rows are prepared as in the study. Ridge regression and boosted trees choose their settings by that seed's validation
rows. The networks are scikit-learn's, trained as plain training is in the study (Adam, the same rate, batches and epochs, the
last epoch's weights); the ensemble is the mean of five that differ in weights and batches, and the first of the five is reported
beside it: it should do what plain training does here. Noise is that of the study: .3 standard deviations in the columns that
hold numbers, ten draws.
"""

import argparse
import json
import os
import pathlib
import sys
import tempfile
import warnings
from concurrent.futures import ProcessPoolExecutor

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"  # a process a seed

import numpy as np  # noqa: E402
import sklearn  # noqa: E402
from cells import ROOT, export_cells, read_rows, write_whole  # noqa: E402
from sklearn.ensemble import HistGradientBoostingRegressor  # noqa: E402
from sklearn.exceptions import ConvergenceWarning  # noqa: E402
from sklearn.linear_model import Ridge  # noqa: E402
from sklearn.neural_network import MLPRegressor  # noqa: E402

DATA = ["concrete", "diamonds", "auto-mpg", "california-housing", "air-quality", "ccpp", "gas-turbine", "airfoil"]
DATA += ["playground-s3e1", "wine-red", "wine-white", "abalone"]
NOISE_SD, NOISE_REPEATS = 0.3, 10
MEMBERS = 5
RIDGE_PENALTIES = np.logspace(-3, 4, 15)
TREES, RATES, LEAVES = 400, (0.03, 0.1), (7, 15, 31)


def rmse(predicted, y):
    return float(np.sqrt(np.mean(np.square(predicted - y, dtype=np.float64))))


def ridge(train, validation, _cell, _seed):
    models = [Ridge(alpha=penalty).fit(*train) for penalty in RIDGE_PENALTIES]
    best = min(models, key=lambda model: rmse(model.predict(validation[0]), validation[1]))
    return {"ridge": best.predict}


def boosted_trees(train, validation, _cell, seed):
    """The rate, the leaves of a tree and the number of trees with the lowest error on the validation rows."""
    best = (np.inf, None, 0)
    for rate in RATES:
        for leaves in LEAVES:
            model = HistGradientBoostingRegressor(
                learning_rate=rate, max_leaf_nodes=leaves, max_iter=TREES, early_stopping=False, random_state=seed
            ).fit(*train)
            errors = [rmse(predicted, validation[1]) for predicted in model.staged_predict(validation[0])]
            if min(errors) < best[0]:
                best = (min(errors), model, int(np.argmin(errors)) + 1)
    _, model, trees = best
    chosen = HistGradientBoostingRegressor(**{**model.get_params(), "max_iter": trees}).fit(*train)
    return {"boosted trees": chosen.predict}


def networks(train, _validation, cell, seed):
    """Plain training of the study's network, five times."""
    if cell["model"]["activation"] != "tanh":
        sys.exit(f"{cell['data']}: scikit-learn has no {cell['model']['activation']}")
    training = cell["training"]
    members = []
    for member in range(MEMBERS):
        model = MLPRegressor(
            hidden_layer_sizes=tuple(cell["model"]["hidden"]),
            activation="tanh",
            solver="adam",
            alpha=0,
            batch_size=min(training["batchSize"], len(train[1])),
            learning_rate_init=training["learningRate"],
            max_iter=training["epochs"],
            tol=0,
            n_iter_no_change=training["epochs"] + 1,
            epsilon=1e-7,
            random_state=1000 * seed + member,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # so many epochs were asked for
            members.append(model.fit(*train))
    mean = lambda x: np.mean([model.predict(x) for model in members], axis=0)  # noqa: E731
    return {"one plain network": members[0].predict, f"{MEMBERS} plain networks": mean}


def measure(predict, test, moved, random):
    x, y = test
    squares = []
    for _ in range(NOISE_REPEATS):
        noisy = x.copy()
        noisy[:, moved] += NOISE_SD * random.standard_normal((len(x), len(moved)))
        squares.append(np.mean(np.square(predict(noisy) - y)))
    return {"clean": rmse(predict(x), y), "noise": float(np.sqrt(np.mean(squares)))}


def run(task):
    """All references of one seed of one data set."""
    cell, seed, folder = task
    parts = [read_rows(folder, seed, part).astype(float) for part in ("train", "validation", "test")]
    train, validation, test = [(rows[:, :-1], rows[:, -1]) for rows in parts]
    found = []
    for place, make in enumerate((ridge, boosted_trees, networks)):
        for reference, predict in make(train, validation, cell, seed["seed"]).items():
            random = np.random.default_rng([2026, seed["seed"], place])
            measured = measure(predict, test, seed["movedColumns"], random)
            found.append({"data": cell["data"], "reference": reference, "seed": seed["seed"], **measured})
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs="?", type=pathlib.Path, help="folder of stored runs (default: data/results)")
    parser.add_argument("--seeds", type=int, default=5, help="so many of the study's")
    output = ROOT / "data" / "results" / "references.json"
    parser.add_argument("--output", type=pathlib.Path, default=output, help="where the result goes")
    given = parser.parse_args()
    versions = {"sklearn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0]}
    partial = given.output.with_suffix(".json.part")
    known = json.loads(partial.read_text()) if partial.exists() else {"versions": versions, "runs": []}
    if known["versions"] != versions:
        sys.exit(f"{partial} was begun with {known['versions']}, this is {versions}: delete it to begin anew")
    done = {(one["data"], one["seed"]) for one in known["runs"]}
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        plain = [{"data": data, "method": "MSE", "value": None} for data in DATA]
        cells = export_cells(plain, folder, given.runs)
        all_tasks = [(cell, seed, folder) for cell in cells for seed in cell["seeds"][: given.seeds]]
        tasks = [task for task in all_tasks if (task[0]["data"], task[1]["seed"]) not in done]
        with ProcessPoolExecutor() as pool:
            for count, found in enumerate(pool.map(run, tasks), len(all_tasks) - len(tasks) + 1):
                known["runs"] += found
                write_whole(partial, known)
                print(f"\r{count} of {len(all_tasks)}: {found[0]['data']}   ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    place = {data: i for i, data in enumerate(DATA)}
    known["runs"].sort(key=lambda one: (place[one["data"]], one["seed"]))
    write_whole(given.output, {"format": 1, "study": "main", **known})
    partial.unlink(missing_ok=True)
    print(given.output)


if __name__ == "__main__":
    main()
