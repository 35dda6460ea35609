"""How fast the network trains and predicts beside its peers, in one run.

python benchmarks/network.py [--rounds 15] [--avx2] [--cpu]

It needs scikit-learn, keras with tensorflow, torch, jax, onnx and onnxruntime, and leaves out those
that are not installed.

Every library lives in a process of its own, and they take turns, so that noise of the machine meets
all of them. Training: 400-25-15-1, sigmoid, float32, batch 32, 1,000 examples, whole epochs with
shuffling, loss and history; the figure is microseconds a step, and the ratio to ours is taken round
by round. Each peer runs as its users run it; torch on one thread, since that is its fastest.
--avx2 keeps numpy and OpenBLAS, ours as the peers', from AVX-512. --cpu is for a machine that is
busy with other things: it counts the processor time of all cores. The last line is of the window.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from statistics import median

import numpy as np

M, BATCH = 1000, 32
STEPS = -(-M // BATCH)
RNG = np.random.default_rng(0)
X = RNG.random((M, 400), dtype=np.float32)
Y = (X[:, :200].sum(axis=1) > X[:, 200:].sum(axis=1)).astype(np.float32)[:, np.newaxis]

# ours may take at most this share of the peer's time
BARS = {
    ("plain_numpy", "sgd"): 1.1,
    ("plain_numpy", "adam"): 1.1,
    ("sklearn", "adam"): 0.17,
    ("keras", "sgd"): 1 / 40,
    ("keras", "adam"): 1 / 40,
    ("torch", "sgd"): 1 / 6,
    ("torch", "adam"): 1 / 6,
    ("jax", "sgd"): 0.8,
    ("jax", "adam"): 0.9,
    ("onnxruntime", "predictor"): 1.0,
    ("onnxruntime", "predict"): 1.5,
}
OPTIONS = [option for option in ("--cpu", "--avx2") if option in sys.argv]
BESIDE_THE_STEPS = 1.0  # what the window does beside the steps, as a share of their time


def digitapp(kind: str) -> Callable[[int], None]:
    """Ours: the full fit with History, or one image."""
    from digitapp.nn import BinaryCrossentropy, Dense, Sequential

    model = Sequential([Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    model.compile(loss=BinaryCrossentropy(), optimizer=kind if kind in ("sgd", "adam") else "sgd")
    if kind in ("sgd", "adam"):
        return lambda epochs: model.fit(X, Y, epochs=epochs, verbose=0)
    model.build((None, 400))
    if kind == "predictor":
        predict, x = model.predictor(), X[0]
    else:
        predict, x = model.predict, X[:1]
    return lambda times: [predict(x) for _ in range(times)]


def plain_numpy(kind: str) -> Callable[[int], None]:
    """Ours without any freedom: see plain_numpy.py."""
    from plain_numpy import PlainNetwork  # type: ignore[import-not-found]  # it lies beside this
    from threadpoolctl import threadpool_limits

    network, history = PlainNetwork(X, Y, kind, BATCH), []
    threadpool_limits(1)
    return lambda epochs: history.extend(network.epoch() for _ in range(epochs))


def window(kind: str) -> Callable[[int], None]:
    """Ours as the window trains: batch 8, drawings varied, all judged; or its steps alone."""
    from digitapp.nn.array_checks import Examples
    from digitapp.training import TrainingConfig
    from digitapp.training.augmentation import Augmentation
    from digitapp.training.timeline import Timeline

    config, training, held_out = TrainingConfig(), (X[:800], Y[:800]), (X[800:], Y[800:])
    model, callbacks, inputs = config.make_model(), [], training[0]
    if kind == "whole":
        augmentation, timeline = Augmentation(training[0], config.seed), Timeline()
        timeline.watch(Examples(*training, None), Examples(*held_out, None))
        callbacks, inputs = [augmentation, timeline], augmentation.inputs
    options = {"batch_size": config.batch_size, "callbacks": callbacks, "verbose": 0}
    if kind == "whole":
        options["validation_data"] = held_out
    return lambda epochs: model.fit(inputs, training[1], epochs=epochs, **options)


def sklearn(kind: str) -> Callable[[int], None]:
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore")  # it warns that so few epochs may not converge

    def fit(epochs: int) -> None:
        MLPClassifier(
            (25, 15),
            "logistic",
            solver=kind,
            alpha=0,
            batch_size=BATCH,
            max_iter=epochs,
            n_iter_no_change=10**6,
        ).fit(X, Y.ravel())

    return fit


def keras(kind: str) -> Callable[[int], None]:
    import keras

    layers = [keras.layers.Dense(units, activation="sigmoid") for units in (25, 15, 1)]
    model = keras.Sequential(layers)
    model.compile(loss="binary_crossentropy", optimizer=kind)
    return lambda epochs: model.fit(X, Y, batch_size=BATCH, epochs=epochs, verbose=0)


def torch(kind: str) -> Callable[[int], None]:
    import torch
    from torch import nn

    torch.set_num_threads(1)
    model = nn.Sequential(
        *(nn.Linear(400, 25), nn.Sigmoid(), nn.Linear(25, 15), nn.Sigmoid(), nn.Linear(15, 1))
    )
    optimizer = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[kind](
        model.parameters(), lr=0.001, fused=True
    )
    x, y = torch.from_numpy(X), torch.from_numpy(Y)
    loss_of, history = nn.BCEWithLogitsLoss(), []

    def fit(epochs: int) -> None:
        for _ in range(epochs):
            total = torch.zeros(())
            for rows in torch.randperm(M).split(BATCH):
                optimizer.zero_grad()
                loss = loss_of(model(x[rows]), y[rows])
                loss.backward()
                optimizer.step()
                total += loss.detach() * len(rows)
            history.append(float(total) / M)

    return fit


def jax(kind: str) -> Callable[[int], None]:
    import jax
    import jax.numpy as jnp

    x, y = jnp.asarray(X), jnp.asarray(Y)
    shapes = [(400, 25), (25, 15), (15, 1)]
    weights = [
        (jnp.asarray(RNG.normal(0, 0.1, s).astype(np.float32)), jnp.zeros(s[1])) for s in shapes
    ]

    def mean_loss(weights, rows):
        a = x[rows]
        for w, b in weights[:-1]:
            a = jax.nn.sigmoid(a @ w + b)
        w, b = weights[-1]
        z = a @ w + b
        return jnp.mean(jnp.maximum(z, 0) - z * y[rows] + jnp.log1p(jnp.exp(-jnp.abs(z))))

    def step(state, rows):
        weights, m, v, t = state
        loss, g = jax.value_and_grad(mean_loss)(weights, rows)
        t = t + 1
        each = jax.tree.map
        if kind == "sgd":
            return (each(lambda w, g: w - 0.01 * g, weights, g), m, v, t), loss
        m = each(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = each(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        alpha = 0.001 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        weights = each(lambda w, m, v: w - alpha * m / (jnp.sqrt(v) + 1e-7), weights, m, v)
        return (weights, m, v, t), loss

    @jax.jit
    def epoch(state, order):
        whole = M // BATCH * BATCH
        state, losses = jax.lax.scan(step, state, order[:whole].reshape(-1, BATCH))
        state, last = step(state, order[whole:])
        return state, (losses.sum() * BATCH + last * (M - whole)) / M

    zeros = jax.tree.map(jnp.zeros_like, weights)
    state, history = [(weights, zeros, zeros, 0.0)], []

    def fit(epochs: int) -> None:
        for _ in range(epochs):
            state[0], loss = epoch(state[0], RNG.permutation(M))
            history.append(float(loss))

    return fit


def onnxruntime(kind: str) -> Callable[[int], None]:
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    nodes, tensors, last = [], [], "x"
    for number, shape in enumerate([(400, 25), (25, 15), (15, 1)]):
        for name, value in (("w", RNG.normal(0, 0.1, shape)), ("b", np.zeros(shape[1]))):
            tensors.append(numpy_helper.from_array(value.astype(np.float32), f"{name}{number}"))
        nodes.append(helper.make_node("Gemm", [last, f"w{number}", f"b{number}"], [f"z{number}"]))
        nodes.append(helper.make_node("Sigmoid", [f"z{number}"], [last := f"a{number}"]))
    ends = [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in ("x", last)]
    graph = helper.make_graph(nodes, "lecture", ends[:1], ends[1:], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    x = {"x": X[:1]}
    return lambda times: [session.run(None, x) for _ in range(times)]


def serve(library: str, kind: str) -> None:
    """Answer every line on standard input with microseconds a step, or an image."""
    clock = time.process_time if "--cpu" in sys.argv else time.perf_counter
    training = kind not in ("predictor", "predict")
    times = {"sklearn": 10, "keras": 4}.get(library, 20) if training else 2000
    run = globals()[library](kind)
    run(times)  # whatever is compiled or cached, once
    print("ready", flush=True)
    for _ in sys.stdin:
        start = clock()
        run(times)
        seconds = clock() - start
        print(1e6 * seconds / (times * STEPS if training else times), flush=True)


class Peer:
    """A library at one task, in a process of its own."""

    def __init__(self, library: str, kind: str):
        # this variable would bind numpy to the kernels of another processor than the one that is
        # here, which no peer suffers from
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_CORE")}
        environment |= {"KERAS_BACKEND": "tensorflow", "JAX_PLATFORMS": "cpu"}
        if "--avx2" in sys.argv:
            environment |= {
                "OPENBLAS_CORETYPE": "Haswell",
                "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL "
                "AVX512_ICL AVX512_SPR",
            }
        self.process = subprocess.Popen(
            [sys.executable, __file__, *OPTIONS, "--serve", library, kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        self.ready = "ready" in iter(lambda: self.process.stdout.readline().strip() or "-", "-")

    def measure(self) -> float:
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def end(self) -> None:
        self.process.communicate()


def compare(library: str, kind: str, bar: float, rounds: int) -> None:
    """Print ours, the peer's, and the ratio."""
    peer = Peer(library, kind)
    if not peer.ready:
        print(f"{library:12} {kind:9} not installed")
        return
    ours = Peer("digitapp", kind)
    pairs = [(ours.measure(), peer.measure()) for _ in range(rounds)]
    ours.end()
    peer.end()
    us, them = (median(column) for column in zip(*pairs, strict=True))
    ratios = sorted(mine / other for mine, other in pairs)
    verdict = "ok" if median(ratios) <= bar else "MISSED"
    print(
        f"{library:12} {kind:9} ours {us:7.1f} µs   theirs {them:8.1f} µs   ratio "
        f"{median(ratios):.3f} ({ratios[0]:.3f} to {ratios[-1]:.3f})   bar {bar:.3f}   {verdict}",
        flush=True,
    )


def compare_window(rounds: int) -> None:
    """Print what an epoch of the window takes, and what of it is no step."""
    whole, steps = Peer("window", "whole"), Peer("window", "steps")
    pairs = [(whole.measure() * STEPS, steps.measure() * STEPS) for _ in range(rounds)]
    whole.end()
    steps.end()
    us, them = (median(column) for column in zip(*pairs, strict=True))
    beside = median(each / alone - 1 for each, alone in pairs)
    verdict = "ok" if beside <= BESIDE_THE_STEPS else "MISSED"
    print(
        f"the window's epoch {us / 1000:.1f} ms, its steps alone {them / 1000:.1f} ms, the rest of "
        f"it {beside:.2f} of that   bar {BESIDE_THE_STEPS:.1f}   {verdict}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--cpu", action="store_true", help="count processor time, of all cores")
    parser.add_argument("--avx2", action="store_true", help="use no AVX-512")
    parser.add_argument("--serve", nargs=2, metavar=("LIBRARY", "KIND"))
    arguments = parser.parse_args()
    if arguments.serve:
        serve(*arguments.serve)
    else:
        for (library, kind), bar in BARS.items():
            compare(library, kind, bar, arguments.rounds)
        compare_window(arguments.rounds)
