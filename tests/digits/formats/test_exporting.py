"""Export as the program does it: from a store, over older files, into places that refuse."""

import make_good_files as good
import numpy as np
import pytest
from test_writing import NAMES, in_order, read_back

from digitapp.digits import DigitStore
from digitapp.digits.formats import write

EXAMPLES = good.examples(12)


@pytest.mark.parametrize("format", NAMES)
def test_what_a_store_gives_one_by_one_is_written_with_its_labels(tmp_path, format):
    with DigitStore(tmp_path / "a.digits") as store:
        store.add_many(EXAMPLES)
        path = write(tmp_path / NAMES[format], store.examples(), format)[0]
    read, expected = read_back(path), in_order(EXAMPLES, format)
    assert read.labels.tolist() == [e.label for e in expected]
    np.testing.assert_array_equal(read.images, [e.image for e in expected])
