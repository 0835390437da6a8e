"""TensorFlow: the whole step in one tf.function, its Adam the fused kernel that Keras uses."""

import os

import worker

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def load():
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(worker.THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(1)

    def predict(weights, x):
        a = x
        last = len(weights) - 2
        for i in range(0, last, 2):
            a = tf.tanh(tf.matmul(a, weights[i]) + weights[i + 1])
        return (tf.matmul(a, weights[last]) + weights[last + 1])[:, 0]

    class Steps:
        def __init__(self, weights, x, y, lai):
            self.initial = weights
            variables = [tf.Variable(w) for w in weights]
            first = [tf.Variable(tf.zeros_like(w)) for w in weights]
            second = [tf.Variable(tf.zeros_like(w)) for w in weights]
            t = tf.Variable(1.0)
            self.all = (variables, first, second, t)
            x, y = tf.constant(x), tf.constant(y)
            adam = {name: tf.constant(value) for name, value in worker.ADAM.items()}

            def loss_of():
                if not lai:
                    return tf.reduce_mean((predict(variables, x) - y) ** 2)
                with tf.GradientTape() as inner:
                    inner.watch(x)
                    predictions = predict(variables, x)
                g = inner.gradient(predictions, x)
                s = tf.reduce_sum(g * g, axis=1)
                limit = worker.LAMBDA
                return tf.reduce_mean((predictions - y) ** 2 * tf.maximum(s, limit) / (min(limit, 1) * (1 + s)))

            @tf.function
            def step():
                with tf.GradientTape() as tape:
                    value = loss_of()
                power1, power2 = adam["beta1"] ** t, adam["beta2"] ** t
                # the kernel adds epsilon to sqrt(v) before its correction; here it counts after it, as in Kingma & Ba
                epsilon = adam["epsilon"] * tf.sqrt(1 - power2)
                for w, m, v, g in zip(variables, first, second, tape.gradient(value, variables)):
                    tf.raw_ops.ResourceApplyAdam(
                        var=w.handle, m=m.handle, v=v.handle, beta1_power=power1, beta2_power=power2,
                        lr=adam["rate"], beta1=adam["beta1"], beta2=adam["beta2"], epsilon=epsilon, grad=g,
                    )
                t.assign_add(1.0)
                return value

            self.step = step

        def reset(self):
            variables, first, second, t = self.all
            for i, w in enumerate(self.initial):
                variables[i].assign(w)
                first[i].assign(tf.zeros_like(w))
                second[i].assign(tf.zeros_like(w))
            t.assign(1.0)

        def run(self, steps):
            for _ in range(steps):
                self.value = self.step()
            self.value.numpy()

        def loss(self):
            return float(self.value.numpy())

    return {"tensorflow": tf.__version__}, Steps


worker.serve(load)
