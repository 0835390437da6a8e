"""PyTorch as it comes: autograd, create_graph for the Lai loss, the fused Adam."""

import worker
from lazy_torch import import_torch


def load():
    torch = import_torch()
    torch.set_num_threads(worker.THREADS)

    class Steps:
        def __init__(self, weights, x, y, lai):
            self.initial = [torch.from_numpy(w) for w in weights]
            self.x = torch.from_numpy(x).requires_grad_(lai)
            self.y = torch.from_numpy(y)
            self.lai = lai

        def reset(self):
            self.weights = [w.clone().requires_grad_(True) for w in self.initial]
            adam = worker.ADAM
            betas = (adam["beta1"], adam["beta2"])
            self.adam = torch.optim.Adam(
                self.weights, lr=adam["rate"], betas=betas, eps=adam["epsilon"], fused=True
            )

        def predict(self, x):
            a = x
            last = len(self.weights) - 2
            for i in range(0, last, 2):
                a = torch.tanh(torch.addmm(self.weights[i + 1], a, self.weights[i]))
            return torch.addmm(self.weights[last + 1], a, self.weights[last])[:, 0]

        def run(self, steps):
            for _ in range(steps):
                predictions = self.predict(self.x)
                squares = (predictions - self.y) ** 2
                if self.lai:
                    (g,) = torch.autograd.grad(predictions.sum(), self.x, create_graph=True)
                    s = (g * g).sum(1)
                    limit = worker.LAMBDA
                    squares = squares * torch.clamp(s, min=limit) / (min(limit, 1) * (1 + s))
                self.value = squares.mean()
                self.adam.zero_grad()
                self.value.backward(inputs=self.weights)
                self.adam.step()

        def loss(self):
            return float(self.value.detach())

    return {"torch": torch.__version__}, Steps


worker.serve(load)
