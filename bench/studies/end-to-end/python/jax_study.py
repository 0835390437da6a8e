"""JAX: a whole training, measures included, is one jit: scans over epochs and batches. It is compiled once for a method, a data
set and a number of seeds; learning rate and lambda are arguments. With `together`, all seeds train at once by vmap."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-7
LOSSES = {
    "plainMse": None,
    "laiMse": lambda squares, s, value: squares * jnp.maximum(s, value) / (jnp.minimum(value, 1) * (1 + s)),
    "gradientPenalty": lambda squares, s, value: squares + value * s,
}


def predict(weights, x):
    for kernel, bias in weights[:-1]:
        x = jnp.tanh(x @ kernel + bias)
    kernel, bias = weights[-1]
    return (x @ kernel + bias)[:, 0]


def with_squared_slopes(weights, x):
    predictions, pull = jax.vjp(lambda inputs: predict(weights, inputs), x)
    (gradients,) = pull(jnp.ones_like(predictions))
    return predictions, jnp.sum(gradients * gradients, axis=1)


def initial_weights(key, sizes):
    layers = []
    for inputs, units in zip(sizes, sizes[1:]):
        key, own = jax.random.split(key)
        limit = (6 / (inputs + units)) ** 0.5
        layers.append((jax.random.uniform(own, (inputs, units), minval=-limit, maxval=limit), jnp.zeros(units)))
    return layers


def train(method, hidden, epochs, batch_size, warm_up, key, rows, validation, test, rate, value):
    count, columns = rows.shape
    key, own = jax.random.split(key)
    weights = initial_weights(own, [columns - 1, *hidden, 1])
    batches = -(-count // batch_size)
    missing = batches * batch_size - count
    # the last batch is filled up with rows that do not count
    mask = jnp.concatenate([jnp.ones(count), jnp.zeros(missing)]).reshape(batches, batch_size)

    def batch_loss(weights, batch, weight, of_slope):
        x, y = batch[:, :-1], batch[:, -1]
        if of_slope is None:
            losses = (predict(weights, x) - y) ** 2
        else:
            predictions, s = with_squared_slopes(weights, x)
            losses = of_slope((predictions - y) ** 2, s, value)
        return jnp.sum(weight * losses) / jnp.sum(weight)

    def step(of_slope, state, batch):
        weights, first, second, t = state
        places, weight = batch
        gradients = jax.grad(batch_loss)(weights, rows[places], weight, of_slope)
        first = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, first, gradients)
        second = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, second, gradients)
        scale1, scale2 = 1 - BETA1**t, 1 - BETA2**t
        move = lambda w, m, v: w - rate * (m / scale1) / (jnp.sqrt(v / scale2) + EPSILON)  # noqa: E731
        return (jax.tree.map(move, weights, first, second), first, second, t + 1), None

    def rmse(weights, rows):
        return jnp.sqrt(jnp.mean((predict(weights, rows[:, :-1]) - rows[:, -1]) ** 2))

    def epoch(of_slope, carry, key_and_number):
        state, best, lowest, _ = carry
        key, number = key_and_number
        order = jnp.concatenate([jax.random.permutation(key, count), jnp.zeros(missing, int)])
        state, _ = lax.scan(functools.partial(step, of_slope), state, (order.reshape(batches, batch_size), mask))
        error = rmse(state[0], validation)
        better = (error < lowest) & (number >= warm_up)
        best = jax.tree.map(lambda w, b: jnp.where(better, w, b), state[0], best)
        return (state, best, jnp.where(better, error, lowest), error), None

    zeros = jax.tree.map(jnp.zeros_like, weights)
    keys, numbers = jax.random.split(key, epochs), jnp.arange(epochs)
    carry = ((weights, zeros, zeros, jnp.float32(1)), weights, jnp.inf, jnp.inf)
    of_slope = LOSSES[method]
    first = warm_up if of_slope else epochs  # epochs with the base loss: one scan where there is no other
    carry, _ = lax.scan(functools.partial(epoch, None), carry, (keys[:first], numbers[:first]))
    if of_slope:
        carry, _ = lax.scan(functools.partial(epoch, of_slope), carry, (keys[first:], numbers[first:]))
    state, best, _, error = carry

    def slope(weights):
        return jnp.mean(jnp.sqrt(with_squared_slopes(weights, test[:, :-1])[1]))

    measured = {"validation": error, "rmse": rmse(state[0], test), "slope": slope(state[0])}
    return {**measured, "best rmse": rmse(best, test), "best slope": slope(best)}


class Trainer:
    versions = {"jax": jax.__version__, "jaxlib": jax.lib.__version__}

    def __init__(self, problem, together):
        training = problem["training"]
        self.plan = (tuple(problem["hidden"]), training["epochs"], training["batchSize"], training["warmUpEpochs"])
        self.together = together

    @functools.lru_cache  # noqa: B019
    def compiled(self, method):
        one = functools.partial(train, method, *self.plan)
        return jax.jit(jax.vmap(one, in_axes=(0, 0, 0, 0, 0, None)) if self.together else one)

    def run(self, setting, lanes, samples):
        program = self.compiled(setting["method"])
        value = np.float32(setting["value"] or 0)
        rates = [np.float32(rate) for rate, _ in lanes]
        keys = [jax.random.key(seed) for _, seed in lanes]
        if self.together:
            parts = [np.stack(part) for part in zip(*samples)]
            measured = jax.device_get(program(jnp.stack(keys), *parts, np.stack(rates), value))
            return [{name: float(values[i]) for name, values in measured.items()} for i in range(len(lanes))]
        runs = [jax.device_get(program(key, *own, rate, value)) for key, own, rate in zip(keys, samples, rates)]
        return [{name: float(one) for name, one in run.items()} for run in runs]
