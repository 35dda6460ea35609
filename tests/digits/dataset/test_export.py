import numpy as np

from digitapp.digits import DigitStore, Example
from digitapp.digits.dataset.import_export import export


def test_the_progress_of_an_export_rises_from_reading_to_the_last_drawing(tmp_path):
    images = np.random.default_rng(0).random((1200, 20, 20), np.float32)
    shares = []
    with DigitStore(tmp_path / "my.digits") as store:
        ids = store.add_many([Example(image, k % 2) for k, image in enumerate(images)])
        sentence = export(
            store,
            tmp_path / "x.npz",
            "npz",
            ids,
            False,
            lambda done, total: shares.append(done / total),
        )
    assert sentence == "Exported 1,200 drawings to “x.npz”."
    assert shares == sorted(shares)
    assert shares[:2] == [0.125, 0.25]  # 500 and 1000 of 1,200 are read, in 0.3 of the time
    assert all(0.3 <= share <= 1 for share in shares[2:])
