"""PyTorch: autograd, create_graph for the slope, the fused Adam. With `together`, the networks of all seeds are one batch of
networks (baddbmm), whose gradients do not meet; else the seeds are trained one after another."""

import itertools
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[3] / "steps" / "python"))

from lazy_torch import import_torch  # noqa: E402

torch = import_torch()
torch.set_num_threads(1)

LOSSES = {
    "plainMse": None,
    "laiMse": lambda squares, s, value: squares * torch.clamp(s, min=value) / (min(value, 1) * (1 + s)),
    "gradientPenalty": lambda squares, s, value: squares + value * s,
}


def initial_weights(seeds, sizes):
    """Kernel [networks, inputs, units] and bias [networks, 1, units] of each layer."""
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    weights = []
    for inputs, units in zip(sizes, sizes[1:]):
        limit = (6 / (inputs + units)) ** 0.5
        kernels = [(2 * torch.rand(inputs, units, generator=own) - 1) * limit for own in generators]
        weights += [torch.stack(kernels), torch.zeros(len(seeds), 1, units)]
    return [weight.requires_grad_(True) for weight in weights], generators


def predict(weights, x):
    """Shape [networks, rows] of x, shape [networks, rows, features]."""
    last = len(weights) - 2
    for i in range(0, last, 2):
        x = torch.tanh(torch.baddbmm(weights[i + 1], x, weights[i]))
    return torch.baddbmm(weights[last + 1], x, weights[last])[..., 0]


def squared_slopes(predictions, x, create_graph):
    (g,) = torch.autograd.grad(predictions.sum(), x, create_graph=create_graph)
    return (g * g).sum(-1)


def rmse(weights, rows):
    with torch.no_grad():
        return ((predict(weights, rows[..., :-1]) - rows[..., -1]) ** 2).mean(1).sqrt()


def mean_slope(weights, rows):
    x = rows[..., :-1].clone().requires_grad_(True)
    return squared_slopes(predict(weights, x), x, False).sqrt().mean(1)


class Trainer:
    versions = {"torch": torch.__version__}

    def __init__(self, problem, together):
        self.hidden, self.training, self.together = problem["hidden"], problem["training"], together

    def run(self, setting, lanes, samples):
        runs = []
        for rate, group in itertools.groupby(zip(lanes, samples), lambda pair: pair[0][0]):
            own = [(parts, seed) for (_, seed), parts in group]
            batches = [own] if self.together else [[one] for one in own]
            for batch in batches:
                parts, seeds = zip(*batch)
                runs += self.train(setting, rate, parts, seeds)
        return runs

    def train(self, setting, rate, samples, seeds):
        rows, validation, test = (torch.stack([torch.from_numpy(one) for one in part]) for part in zip(*samples))
        count, columns = rows.shape[1:]
        weights, generators = initial_weights(seeds, [columns - 1, *self.hidden, 1])
        adam = torch.optim.Adam(weights, lr=rate, eps=1e-7, fused=True)
        size, warm_up = self.training["batchSize"], self.training["warmUpEpochs"]
        lowest, best = torch.full((len(seeds),), torch.inf), [weight.detach().clone() for weight in weights]
        for epoch in range(self.training["epochs"]):
            of_slope = LOSSES[setting["method"]] if epoch >= warm_up else None
            orders = torch.stack([torch.randperm(count, generator=own) for own in generators])
            shuffled = torch.take_along_dim(rows, orders[..., None], 1)
            for start in range(0, count, size):
                self.step(weights, adam, shuffled[:, start : start + size], of_slope, setting["value"])
            error = rmse(weights, validation)
            if epoch >= warm_up:
                better = error < lowest
                lowest = torch.where(better, error, lowest)
                with torch.no_grad():
                    best = [torch.where(better[:, None, None], w, b) for w, b in zip(weights, best)]
        measured = {"validation": error, "rmse": rmse(weights, test), "slope": mean_slope(weights, test)}
        measured |= {"best rmse": rmse(best, test), "best slope": mean_slope(best, test)}
        return [{name: float(values[i]) for name, values in measured.items()} for i in range(len(seeds))]

    def step(self, weights, adam, batch, of_slope, value):
        x = batch[..., :-1].requires_grad_(of_slope is not None)
        predictions = predict(weights, x)
        losses = (predictions - batch[..., -1]) ** 2
        if of_slope is not None:
            losses = of_slope(losses, squared_slopes(predictions, x, True), value)
        adam.zero_grad()
        losses.mean(1).sum().backward(inputs=weights)
        adam.step()
