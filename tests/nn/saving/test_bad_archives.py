"""Hostile zips and arrays in model files: bombs, lies, pickles, paths that climb out."""

import os
import struct
import zipfile
import zlib

import numpy as np
import pytest

from .model_files import nan, read_zip, refused, write_zip


class Bomb:
    def __reduce__(self):
        return os.abort, ()


def npz_with(tmp_path, name, content):
    members = read_zip(tmp_path / "sound.npz")
    write_zip(tmp_path / "bad.npz", members | {name: content})
    return tmp_path / "bad.npz"


def npy(header, data=b""):
    text = header.encode() + b" " * (118 - len(header)) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


BAD_ARRAYS = {
    "cut": (npy("{'descr': '<f4', 'fortran_order': False, 'shape': (6, 4)}", b"12"), "cut"),
    "lying shape": (
        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (10000000000, 4)}", b"12"),
        "cut",
    ),
    "objects": (npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", b"\x80\x04."), "cut"),
    "float64": (
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (6, 4)}", bytes(192)),
        "not of dtype float32",
    ),
    "nan": (
        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (6, 4)}", nan((6, 4)).tobytes()),
        "NaN",
    ),
    "transposed": (
        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 6)}", bytes(96)),
        r"must have shape \(6, 4\)",
    ),
    "code for a header": (npy("__import__('os').abort()"), "does not fit"),
    "half a header": (npy("{'descr': '<f4', 'fortran_order': False, "), "does not fit"),
    "long header": (
        b"\x93NUMPY\x01\x00" + struct.pack("<H", 60000) + b"[" * 60000,
        "does not fit",
    ),
    "no magic": (b"hello, world, this is not an array", "does not fit"),
    "version 9": (b"\x93NUMPY\x09\x00" + bytes(50), "unknown version"),
    "empty": (b"", "does not fit"),
}


@pytest.mark.parametrize("name", BAD_ARRAYS)
def test_bad_arrays_are_refused(name, members, tmp_path):
    content, sentence = BAD_ARRAYS[name]
    refused(npz_with(tmp_path, "W1.npy", content), sentence)


def test_a_pickle_is_never_run(members, tmp_path):
    np.save(tmp_path / "pickled.npy", np.array([Bomb()]), allow_pickle=True)
    refused(npz_with(tmp_path, "W1.npy", (tmp_path / "pickled.npy").read_bytes()), "W1.npy")


@pytest.mark.parametrize("size", [70, 300])
def test_a_compressed_bomb_is_refused(size, members, tmp_path):
    arrays = read_zip(tmp_path / "sound.npz") | {"W1.npy": bytes(size * 2**20)}
    bomb = write_zip(tmp_path / "bomb.npz", arrays, zipfile.ZIP_DEFLATED)
    assert bomb.stat().st_size < 2**20
    refused(bomb, "longer than that of any network|expands to more than 256 MB")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(members, tmp_path):
    entries = [*members.items(), ("config.json", b"{}")]
    refused(write_zip(tmp_path / "two.keras", entries), "holds 'config.json' twice")


@pytest.mark.parametrize("name", ["../config.json", "/etc/passwd", "C:evil", "\\share"])
def test_members_whose_path_climbs_out_are_refused(name, members, tmp_path):
    entries = [*members.items(), (name, b"")]
    refused(write_zip(tmp_path / "out.keras", entries), "a path that climbs out")


def test_a_thousand_members_are_enough(members, tmp_path):
    entries = [*members.items(), *((f"m{number}", b"") for number in range(5000))]
    refused(write_zip(tmp_path / "many.keras", entries), "it has 5,003 members")


def test_a_small_file_with_a_huge_config_is_refused_before_it_is_parsed(members, tmp_path):
    config = b"[" + b"{}," * 5_000_000 + b"{}]"
    entries = [*(members | {"config.json": config}).items()]
    path = write_zip(tmp_path / "huge.keras", entries, zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 100_000
    refused(path, "longer than that of any network")


def test_an_encrypted_file_is_refused(members, tmp_path):
    path = write_zip(tmp_path / "secret.keras", members.items())
    content = bytearray(path.read_bytes())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            content[start + place] |= 1
            start = content.find(signature, start + 1)
    path.write_bytes(content)
    refused(path, "encrypted")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x05\x06", b"\x89HDF\r\n\x1a\n", zlib.compress(b"x"), b"\x80\x04\x95."]
)
def test_what_is_no_zip_is_refused(content, tmp_path):
    (tmp_path / "no.keras").write_bytes(content)
    refused(tmp_path / "no.keras", "is empty|no zip archive|is HDF5")


def test_a_zip_without_a_config_is_refused(tmp_path):
    refused(
        write_zip(tmp_path / "other.keras", [("readme.txt", b"hello")]), "config.json is missing"
    )
