"""Loss and weight gradients of the monotone loss by PyTorch, in float64, on networks of lai-reference.json.

    bench/.venv/bin/python tests/reference/make_monotone.py

Writes monotone.json beside this file: every fourth case of the fixtures, once with a linear hinge and once with a squared one.
The prediction is to rise in feature 0 and to fall in feature 2; weight 0.7.
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parents[1] / "bench" / "steps" / "python"))
from lazy_torch import import_torch  # noqa: E402

torch = import_torch()
functional = torch.nn.functional
CASES = json.loads((HERE.parent / "fixtures" / "lai-reference.json").read_text())["cases"]
WEIGHT = 0.7
ACTIVATIONS = {
    "leakyrelu": lambda h: functional.leaky_relu(h, 0.2),
    "swish": functional.silu,
    "linear": lambda h: h,
}
torch.set_default_dtype(torch.float64)


def predict(weights, activations, x):
    for layer, (kernel, bias) in enumerate(weights):
        x = x @ kernel + bias
        if layer < len(activations):
            name = activations[layer]
            x = ACTIVATIONS.get(name, getattr(functional, name, None))(x)
    return x[:, 0]


def base(name, delta, predictions, y):
    if name == "bce":
        return functional.binary_cross_entropy_with_logits(predictions, y, reduction="none")
    if name == "huber":
        return functional.huber_loss(predictions, y, delta=delta, reduction="none")
    return {"mae": torch.abs, "mse": torch.square}[name](predictions - y)


def reference(case, power):
    weights = [
        (torch.tensor(kernel, requires_grad=True), torch.tensor(bias, requires_grad=True))
        for kernel, bias in zip(case["W"], case["b"])
    ]
    x = torch.tensor(case["x"], requires_grad=True)
    predictions = predict(weights, case["activations"], x)
    (slopes,) = torch.autograd.grad(predictions.sum(), x, create_graph=True)
    wrong = functional.relu(-slopes[:, 0]) ** power + functional.relu(slopes[:, 2]) ** power
    loss = (base(case["loss"], case["delta"], predictions, torch.tensor(case["y"])) + WEIGHT * wrong).mean()
    flat = [part for layer in weights for part in layer]
    gradients = torch.autograd.grad(loss, flat, allow_unused=True)
    gradients = [torch.zeros_like(part) if found is None else found for part, found in zip(flat, gradients)]
    return {
        "case": case["name"],
        "power": power,
        "loss": loss.item(),
        "gradients": [gradient.flatten().tolist() for gradient in gradients],
    }


cases = [case for case in CASES if case["mask"] is None][::4]
made = [reference(case, power) for case in cases for power in (1, 2)]
content = {"torch": torch.__version__, "weight": WEIGHT, "rising": [0], "falling": [2], "cases": made}
(HERE / "monotone.json").write_text(json.dumps(content) + "\n")
print(f"{len(made)} cases")
