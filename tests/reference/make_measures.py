"""Reference values for the measures, from established libraries. Writes measures.json beside this file.

    python -m venv venv && venv/bin/pip install numpy scipy scikit-learn jax statsmodels pymoo PyALE
    venv/bin/python make_measures.py

The numbers were computed once and are compared with by tests/measure/reference.test.ts.
"""
import itertools
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import PyALE
import pymoo
import scipy
import sklearn
import statsmodels
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting
from scipy import optimize, special, stats
from sklearn import metrics
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.calibration import calibration_curve
from sklearn.decomposition import PCA
from sklearn.inspection import partial_dependence
from statsmodels.stats.multitest import multipletests

jax.config.update("jax_enable_x64", True)
rng = np.random.default_rng(20240513)


def f32(a):
    """Values that a float32 holds exactly, so that both sides start from the same numbers."""
    return np.asarray(a, dtype=np.float32).astype(np.float64)


SIZES = [3, 8, 6, 1]
KERNELS = [f32(rng.normal(0, 1.2 / np.sqrt(a), (a, b))) for a, b in zip(SIZES, SIZES[1:])]
BIASES = [f32(rng.normal(0, 0.3, b)) for b in SIZES[1:]]
X = f32(rng.normal(0, 1, (201, 3)) @ np.array([[1, 0.5, 0], [0, 0.8, 0.3], [0, 0, 0.9]]))


def model(x):
    for layer, (w, b) in enumerate(zip(KERNELS, BIASES)):
        x = x @ w + b
        if layer < 2:
            x = jnp.tanh(x)
    return x[..., 0]


gradient = jax.jit(jax.vmap(jax.grad(model)))
predict = jax.jit(model)
Y = f32(np.asarray(predict(X)) + rng.normal(0, 0.4, len(X)))
P = np.asarray(predict(X))
G = np.asarray(gradient(X))
out = {
    "versions": {m.__name__: m.__version__ for m in (np, scipy, sklearn, jax, statsmodels, pymoo)},
    "network": {"kernels": [w.ravel().tolist() for w in KERNELS], "biases": [b.tolist() for b in BIASES], "units": SIZES[1:]},
    "x": X.ravel().tolist(),
    "y": Y.tolist(),
}

out["accuracy"] = {
    "rmse": metrics.root_mean_squared_error(Y, P),
    "mae": metrics.mean_absolute_error(Y, P),
    "r2": metrics.r2_score(Y, P),
}

norms = np.linalg.norm(G, axis=1)
pca = PCA().fit(X)
out["sensitivity"] = {
    "mean": norms.mean(),
    "percentiles": np.percentile(norms, [50, 95, 99]).tolist(),
    "max": norms.max(),
    "aboveHalf": float((norms > 0.5).mean()),
    "meanAbsolute": np.abs(G).mean(0).tolist(),
    "meanSigned": G.mean(0).tolist(),
    "signConsistency": np.maximum((G > 0).mean(0), (G < 0).mean(0)).tolist(),
    "varianceShares": pca.explained_variance_ratio_.tolist(),
    "gradientShares": (((G @ pca.components_.T) ** 2).sum(0) / (G**2).sum()).tolist(),
}


def pgd(norm, eps, steps):
    """Plain PGD from the clean row, the worst iterate kept; no restart, no warm start."""
    x = X.copy()
    worst = (P - Y) ** 2
    for _ in range(steps):
        e = np.asarray(predict(x)) - Y
        g = np.sign(e)[:, None] * np.asarray(gradient(x))
        u = np.sign(g) if norm == "linf" else g / np.linalg.norm(g, axis=1, keepdims=True)
        x = x + 2.5 * eps / steps * u
        d = x - X
        if norm == "linf":
            d = np.clip(d, -eps, eps)
        else:
            d = d * np.minimum(1, eps / np.linalg.norm(d, axis=1, keepdims=True))
        x = X + d
        worst = np.maximum(worst, (np.asarray(predict(x)) - Y) ** 2)
    return float(np.sqrt(worst.mean()))


def fgsm(norm, eps):
    g = np.sign(P - Y)[:, None] * G
    u = np.sign(g) if norm == "linf" else g / np.linalg.norm(g, axis=1, keepdims=True)
    return float(np.sqrt(((np.asarray(predict(X + eps * u)) - Y) ** 2).mean()))


LABELS = (Y > 0).astype(float)


def pgd_of_log_loss(eps, steps):
    """The same in L2 for the model's output as a logit: each step climbs the log loss."""

    def log_loss(z):
        return np.logaddexp(0, z) - LABELS * z

    x = X.copy()
    worst = log_loss(P)
    for _ in range(steps):
        z = np.asarray(predict(x))
        g = np.sign(1 / (1 + np.exp(-z)) - LABELS)[:, None] * np.asarray(gradient(x))
        d = x + 2.5 * eps / steps * g / np.linalg.norm(g, axis=1, keepdims=True) - X
        x = X + d * np.minimum(1, eps / np.linalg.norm(d, axis=1, keepdims=True))
        worst = np.maximum(worst, log_loss(np.asarray(predict(x))))
    return float(worst.mean())


out["logisticAttack"] = [{"epsilon": eps, "steps": 10, "pgd": pgd_of_log_loss(eps, 10)} for eps in (0.1, 0.3)]
out["attack"] = [
    {"norm": norm, "epsilon": eps, "steps": 10, "fgsm": fgsm(norm, eps), "pgd": pgd(norm, eps, 10)}
    for norm in ("l2", "linf")
    for eps in (0.1, 0.3)
]

# the nearest point at which the prediction has changed by TAU, by sequential quadratic programming from many starts
TAU = 0.3
value = jax.jit(model)
slope = jax.jit(jax.grad(model))
nearest = []
for row in X[:12]:
    best = np.inf
    for sign in (1, -1):
        for _ in range(8):
            result = optimize.minimize(
                lambda d: d @ d,
                rng.normal(0, 0.3, 3),
                jac=lambda d: 2 * d,
                method="SLSQP",
                constraints={
                    "type": "ineq",
                    "fun": lambda d: sign * float(value(row + d) - value(row)) - TAU,
                    "jac": lambda d: sign * np.asarray(slope(row + d)),
                },
                options={"maxiter": 200, "ftol": 1e-12},
            )
            if result.success:
                best = min(best, float(np.sqrt(result.fun)))
    nearest.append(best)
out["minimalPerturbation"] = {"tolerance": TAU, "rows": 12, "distances": nearest}


def norm2(*ws):
    return np.linalg.norm(np.linalg.multi_dot(ws) if len(ws) > 1 else ws[0], 2)


def averaged():
    """Combettes and Pesquet's bound, by its definition as a sum over all subsets."""
    total = 0.0
    for cuts in itertools.product([False, True], repeat=len(KERNELS) - 1):
        blocks, block = [], [KERNELS[0]]
        for w, cut in zip(KERNELS[1:], cuts):
            if cut:
                blocks.append(block)
                block = []
            block.append(w)
        blocks.append(block)
        total += np.prod([norm2(*b) for b in blocks])
    return total / 2 ** (len(KERNELS) - 1)


# a fine sampling of the slope around the first row, which the local lower bound should nearly reach
ball = rng.normal(0, 1, (200000, 3))
ball = 0.5 * ball / np.linalg.norm(ball, axis=1, keepdims=True) * rng.uniform(0, 1, (200000, 1)) ** (1 / 3)
out["lipschitz"] = {
    "product": float(np.prod([norm2(w) for w in KERNELS])),
    "averaged": float(averaged()),
    "localMaxima": [float(np.linalg.norm(np.asarray(gradient(row + ball)), axis=1).max()) for row in X[:5]],
    "radius": 0.5,
}


class Wrapped(RegressorMixin, BaseEstimator):
    def fit(self, x, y):
        self.fitted_ = True
        return self

    def predict(self, x):
        return np.asarray(predict(np.asarray(x, dtype=np.float64)))


wrapped = Wrapped().fit(X, Y)
grid = [-1.0, -0.25, 0.0, 0.5, 1.25]
pd_result = partial_dependence(wrapped, X, [1], kind="both", method="brute", custom_values={1: np.array(grid)})
grid2 = [-0.5, 0.0, 0.75]
surface = partial_dependence(
    wrapped, X, [0, 2], kind="average", method="brute", custom_values={0: np.array(grid2), 2: np.array(grid)}
)
out["partialDependence"] = {
    "grid": grid,
    "average": pd_result["average"][0].tolist(),
    "individual": pd_result["individual"][0][:3].tolist(),
    "surfaceGrid": grid2,
    "surface": surface["average"][0].tolist(),
}
frame = pd.DataFrame(X, columns=["a", "b", "c"])
effects = PyALE.ale(X=frame, model=wrapped, feature=["b"], grid_size=10, include_CI=False, plot=False)
out["ale"] = {"grid": effects.index.tolist(), "effects": effects["eff"].tolist()}

logits = f32(rng.normal(0.3, 2, 400))
logits[::7] = np.round(logits[::7])  # ties
labels = (rng.uniform(size=400) < 1 / (1 + np.exp(-0.7 * logits))).astype(int)
prob = 1 / (1 + np.exp(-logits))


def ece(strategy):
    true, predicted = calibration_curve(labels, prob, n_bins=10, strategy=strategy)
    edges = np.linspace(0, 1, 11) if strategy == "uniform" else np.percentile(prob, np.linspace(0, 1, 11) * 100)
    counts = np.bincount(np.searchsorted(edges[1:-1], prob), minlength=10)
    return float((counts[counts > 0] / len(prob) * np.abs(true - predicted)).sum())


out["binary"] = {
    "logits": logits.tolist(),
    "labels": labels.tolist(),
    "logLoss": metrics.log_loss(labels, prob),
    "auc": metrics.roc_auc_score(labels, prob),
    "accuracy": metrics.accuracy_score(labels, prob > 0.5),
    "brier": metrics.brier_score_loss(labels, prob),
    "ece": ece("uniform"),
    "eceOfCounts": ece("quantile"),
}

a = np.round(rng.normal(0.60, 0.05, 10), 4)
b = np.round(a + rng.normal(0.02, 0.03, 10), 4)
tied_a = np.round(rng.normal(0, 1, 12), 1)
tied_b = np.round(tied_a + rng.choice([-0.5, -0.2, 0, 0.2, 0.5, 0.9], 12), 1)
long_a = rng.normal(0, 1, 60)
long_b = long_a + rng.normal(0.2, 1, 60)
long_a, long_b = np.round(long_a, 1), np.round(long_b, 1)
skewed = np.round(rng.exponential(1, 25), 4)


def signed_rank(first, second):
    """The exact p-value where there are ties, zeros left out: all 2^n signs of the ranks of |d|, ours and SciPy's."""
    d = np.round(first - second, 10)
    assert (d == 0).any() and len(np.unique(np.abs(d))) < len(d) - 1, "zeros and ties are what this is about"
    d = d[d != 0]
    ranks = stats.rankdata(np.abs(d))
    observed = min(ranks[d > 0].sum(), ranks[d < 0].sum())
    signs = np.array(list(itertools.product([0, 1], repeat=len(d))))
    sums = signs @ ranks
    p_value = float(min(1, 2 * (sums <= observed + 1e-9).mean()))
    theirs = stats.wilcoxon(d, method=stats.PermutationMethod(n_resamples=np.inf))
    assert abs(theirs.pvalue - p_value) < 1e-12 and theirs.statistic == observed, (theirs, p_value)
    return {"statistic": theirs.statistic, "pValue": theirs.pvalue}


t = stats.ttest_rel(a, b)
w = stats.wilcoxon(a, b, mode="exact")
wl = stats.wilcoxon(np.round(long_a - long_b, 10), mode="approx", correction=False)
interval = stats.bootstrap((skewed,), np.mean, n_resamples=200000, method="BCa", random_state=1).confidence_interval
difference = stats.bootstrap((a - b,), np.mean, n_resamples=200000, method="BCa", random_state=1).confidence_interval
p_values = [0.01, 0.04, 0.03, 0.005, 0.2]
table = np.round(rng.normal(0, 1, (9, 4)) + np.array([0, 0.3, 0.6, 1.2]), 1)
table[2, 1] = table[2, 0]
friedman = stats.friedmanchisquare(*table.T)
n, k = table.shape
f_stat = (n - 1) * friedman.statistic / (n * (k - 1) - friedman.statistic)
rng.uniform(0, 1, (30, 2))  # no longer used: without it the draws below would be others
hedges = special.gamma((len(a) - 1) / 2) / (np.sqrt((len(a) - 1) / 2) * special.gamma((len(a) - 2) / 2))
clean = rng.uniform(0.5, 1, 20)
trade_off = np.round(np.stack([clean, 1 / clean + rng.uniform(0, 0.2, 20)], 1), 4)
best = trade_off[NonDominatedSorting().do(trade_off, only_non_dominated_front=True)]
best = best[np.argsort(best[:, 0])]
assert 5 < len(best) < 20
cleans = np.linspace(best[0, 0], 1.2, 29)
tied_many = []
for size in range(4, 15):
    for coarse in (1, 0.5):  # multiples of a half, which floats hold exactly, so that ties are ties
        d = np.round(rng.normal(0.3, 1, size) / coarse) * coarse
        exact = stats.wilcoxon(d[d != 0], method=stats.PermutationMethod(n_resamples=np.inf)) if (d != 0).any() else None
        tied_many.append({"d": d.tolist(), "statistic": exact.statistic if exact else 0, "pValue": exact.pvalue if exact else 1})
assert sum(0 in case["d"] for case in tied_many) > 5
out["statistics"] = {
    "a": a.tolist(),
    "b": b.tolist(),
    "t": {"t": t.statistic, "pValue": t.pvalue, "interval": list(t.confidence_interval(0.95))},
    "wilcoxon": {"statistic": w.statistic, "pValue": w.pvalue},
    "tied": {"a": tied_a.tolist(), "b": tied_b.tolist(), **signed_rank(tied_a, tied_b)},
    "tiedMany": tied_many,
    "long": {"a": long_a.tolist(), "b": long_b.tolist(), "statistic": wl.statistic, "pValue": wl.pvalue},
    "skewed": {"values": skewed.tolist(), "interval": list(interval)},
    "difference": {"interval": list(difference)},
    "holm": {"pValues": p_values, "adjusted": multipletests(p_values, method="holm")[1].tolist()},
    "friedman": {
        "table": table.tolist(),
        "averageRanks": np.mean([stats.rankdata(row) for row in table], axis=0).tolist(),
        "statistic": friedman.statistic,
        "pValue": friedman.pvalue,
        "imanDavenportPValue": stats.f.sf(f_stat, k - 1, (k - 1) * (n - 1)),
        "criticalDifference": stats.studentized_range.ppf(0.95, k, np.inf) / np.sqrt(2) * np.sqrt(k * (k + 1) / (6 * n)),
    },
    "nemenyi": [
        {"alpha": alpha, "methods": k, "q": stats.studentized_range.ppf(1 - alpha, k, np.inf) / np.sqrt(2)}
        for alpha in (0.1, 0.05, 0.01)
        for k in range(2, 21)
    ],
    "effectSize": {"value": (a - b).mean() / (a - b).std(ddof=1) * hedges, "exactCorrection": hedges},
    "matched": {
        "points": trade_off.tolist(),
        "front": best.tolist(),
        "cleans": cleans.tolist(),
        "robust": np.interp(cleans, *best.T).tolist(),
    },
    "tails": [
        {"t": tt, "degrees": df, "pValue": 2 * stats.t.sf(tt, df)} for tt, df in ((1.5, 2), (2.262, 9), (6.0, 9), (12.0, 4))
    ],
}


def plain(value):
    if isinstance(value, dict):
        return {key: plain(v) for key, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.item() if isinstance(value, np.generic) else value


path = pathlib.Path(__file__).with_name("measures.json")
path.write_text(json.dumps(plain(out), indent=None, separators=(", ", ": ")) + "\n")
print(f"wrote {path.name}, {path.stat().st_size} bytes")
