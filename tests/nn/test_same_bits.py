"""Same seed, same bits: twice in one process, and whatever number of BLAS threads is set."""

import hashlib
import os
import subprocess
import sys

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from digitapp.nn import Adam, BinaryCrossentropy, Callback, Dense, Sequential

RNG = np.random.default_rng(7)
X = RNG.random((333, 400), dtype=np.float32)
Y = RNG.integers(0, 2, 333)


def fingerprint(seed=1, epochs=(4,)):
    model = Sequential([Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")], seed=seed)
    model.compile(loss=BinaryCrossentropy(), optimizer=Adam(0.01), metrics=["accuracy"])
    history, start = [], 0
    for end in epochs:
        options = {"epochs": end, "initial_epoch": start, "validation_split": 0.3}
        history += model.fit(X, Y, verbose=0, **options).history["val_loss"]
        start = end
    return hashlib.sha256(model.parameters.tobytes() + np.array(history).tobytes()).hexdigest()


def test_the_same_seed_gives_the_same_bits():
    assert fingerprint() == fingerprint()
    assert fingerprint() != fingerprint(seed=2)


def test_stopping_and_going_on_gives_the_same_bits_as_one_fit():
    assert fingerprint(epochs=(1, 3, 4)) == fingerprint()


def test_the_number_of_blas_threads_changes_no_bit():
    code = "import test_same_bits; print(test_same_bits.fingerprint())"
    prints = set()
    for threads in ("1", "2", "4"):
        environment = dict(os.environ, PYTHONPATH=os.path.dirname(__file__))
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
            environment[name] = threads
        command = [sys.executable, "-c", code]
        result = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True
        )
        prints.add(result.stdout.strip())
    assert prints == {fingerprint()}


def test_a_fit_runs_on_one_blas_thread_and_gives_the_others_back():
    class Look(Callback):
        def on_train_batch_begin(self, batch, logs=None):
            threads.update(blas_threads())

    def blas_threads():
        return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]

    with threadpool_limits(2):
        before, threads = blas_threads(), set()
        model = Sequential([Dense(1, "sigmoid")])
        model.compile(loss="binary_crossentropy")
        model.fit(X, Y, callbacks=[Look()], verbose=0)
        assert threads <= {1}
        assert blas_threads() == before


def test_no_seed_gives_another_network_each_time():
    def first_weights():
        return Sequential([Dense(3)]), np.ones((2, 4))

    networks = []
    for _ in range(2):
        model, x = first_weights()
        model.build((None, x.shape[1]))
        networks.append(model.parameters.copy())
    assert (networks[0] != networks[1]).any()
