"""What the network costs beside the data: memory during a fit, and what importing it loads."""

import subprocess
import sys
import tracemalloc

import numpy as np

from digitapp.nn import Adam, Dense, Sequential


def test_a_fit_needs_little_more_memory_than_the_data():
    X = np.random.default_rng(11).random((12_665, 400), dtype=np.float32)
    y = (X[:, 0] > 0.5).astype(np.float32)
    model = Sequential([Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    model.compile(loss="binary_crossentropy", optimizer=Adam(), metrics=["accuracy"])
    tracemalloc.start()
    model.fit(X, y, validation_split=0.2, epochs=2, verbose=0)
    model.predict(X)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * 2**20


def test_a_model_keeps_no_buffers_for_large_batches():
    X = np.random.default_rng(12).random((20_000, 40), dtype=np.float32)
    model = Sequential([Dense(25, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    model.compile(loss="binary_crossentropy")
    model.fit(X[:50], X[:50, 0] > 0.5, verbose=0)
    tracemalloc.start()
    model.fit(X, X[:, 0] > 0.5, batch_size=len(X), verbose=0)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 2**20


def test_importing_the_network_loads_only_what_it_needs_at_once():
    code = "import sys, digitapp.nn; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    slow = {"h5py", "threadpoolctl", "zipfile", "tempfile", "PySide6"}
    assert slow.isdisjoint(result.stdout.split())
