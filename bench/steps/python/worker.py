"""What all Python contenders share: the problem as the benchmark wrote it, and the answers to its orders.

An order is one line of JSON on standard input, an answer one on standard output; bench/steps/worker.ts speaks the same.
"""

import json
import os
import sys
import time

ADAM = {"rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}
LAMBDA = 0.3
THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))


def read_problem(path):
    """Reads a problem: float32 arrays, weights [inputs, units] and bias [units] of each layer, then x and y."""
    import numpy

    with open(path, encoding="utf8") as file:
        description = json.load(file)
    numbers = numpy.fromfile(os.path.join(os.path.dirname(path), description["file"]), dtype="<f4")
    arrays = {}
    for entry in description["arrays"]:
        size = int(numpy.prod(entry["shape"]))
        arrays[entry["name"]] = numbers[entry["offset"] : entry["offset"] + size].reshape(entry["shape"]).copy()
    layers = len(description["layers"]) - 1
    weights = [arrays[name] for layer in range(layers) for name in (f"kernel{layer}", f"bias{layer}")]
    return weights, arrays["x"], arrays["y"]


def serve(load):
    """Answers orders until standard input ends.

    load() imports the framework and gives (versions, prepare); prepare(weights, x, y, lai) gives a step object with
    reset(), run(steps), which does so many steps of Adam and waits for them, and loss(), the loss before the last step.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf8", buffering=1)
    os.dup2(2, 1)  # what a framework prints goes to standard error

    def answer(**fields):
        answers.write(json.dumps(fields) + "\n")

    try:
        versions, prepare = load()
    except Exception as error:  # a framework that does not load is reported, not fatal
        answer(unavailable=f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")
        return
    answer(ready={"python": sys.version.split()[0], **versions})
    steppers = {}
    for line in sys.stdin:
        order = json.loads(line)
        try:
            if order["do"] == "prepare":
                stepper = prepare(*read_problem(order["problem"]), order["loss"] == "lai")
                steppers[order["loss"]] = stepper
                stepper.reset()
                stepper.run(1)  # compiles
                answer(prepared=True)
            else:
                stepper = steppers[order["loss"]]
                stepper.reset()
                start = time.perf_counter()
                stepper.run(order["steps"])
                milliseconds = (time.perf_counter() - start) * 1000
                answer(milliseconds=milliseconds, loss=stepper.loss())
        except Exception as error:
            answer(error=f"{type(error).__name__}: {str(error)[:300]}")
