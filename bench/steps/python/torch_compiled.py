"""torch.func under torch.compile: the whole step, Adam included, as one compiled graph."""

import os
import sys

import worker
from lazy_torch import import_torch

os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", "1")
os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", os.path.join(sys.prefix, "torchinductor"))  # compiles once


def load():
    torch = import_torch()
    torch.set_num_threads(worker.THREADS)
    func = torch.func

    def predict(weights, x):
        a = x
        last = len(weights) - 2
        for i in range(0, last, 2):
            a = torch.tanh(torch.addmm(weights[i + 1], a, weights[i]))
        return torch.addmm(weights[last + 1], a, weights[last])[:, 0]

    def loss_of(weights, x, y, lai):
        if not lai:
            return ((predict(weights, x) - y) ** 2).mean()
        predictions, pull = func.vjp(lambda inputs: predict(weights, inputs), x)
        (g,) = pull(torch.ones_like(predictions))
        s = (g * g).sum(1)
        limit = worker.LAMBDA
        return ((predictions - y) ** 2 * torch.clamp(s, min=limit) / (min(limit, 1) * (1 + s))).mean()

    def step(weights, first, second, t, x, y, lai):
        gradients, value = func.grad_and_value(loss_of)(weights, x, y, lai)
        adam = worker.ADAM
        b1, b2 = adam["beta1"], adam["beta2"]
        for w, m, v, g in zip(weights, first, second, gradients):
            m.mul_(b1).add_(g, alpha=1 - b1)
            v.mul_(b2).add_(g * g, alpha=1 - b2)
            w.sub_(adam["rate"] * (m / (1 - b1**t)) / (torch.sqrt(v / (1 - b2**t)) + adam["epsilon"]))
        t.add_(1)
        return value

    class Steps:
        def __init__(self, weights, x, y, lai):
            self.initial = [torch.from_numpy(w) for w in weights]
            self.x, self.y, self.lai = torch.from_numpy(x), torch.from_numpy(y), lai
            self.step = torch.compile(step, fullgraph=True)

        def reset(self):
            self.weights = [w.clone() for w in self.initial]
            self.first = [torch.zeros_like(w) for w in self.initial]
            self.second = [torch.zeros_like(w) for w in self.initial]
            self.t = torch.ones((), dtype=torch.float64)

        def run(self, steps):
            with torch.no_grad():
                for _ in range(steps):
                    self.value = self.step(
                        self.weights, self.first, self.second, self.t, self.x, self.y, self.lai
                    )

        def loss(self):
            return float(self.value)

    return {"torch": torch.__version__}, Steps


worker.serve(load)
