"""The calls that a script makes to the disk, in order, as strace sees them."""

import re
import shutil
import subprocess
import sys

import pytest

_CALLS = "openat,fsync,fdatasync,unlink,rename,link,pwrite64,write"


def traced(folder, code, *arguments):
    """Run a script; return what it does between the outputs "begin" and "end".

    Each call is (name, the file's name within the folder, "." for the folder itself).
    """
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    log = folder.parent / "strace.log"
    command = [strace, "-f", "-y", "-s", "400", "-e", f"trace={_CALLS}", "-o", log]
    command += [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "ptrace" in done.stderr.lower() and done.returncode:
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    calls = log.read_text()
    calls = calls[calls.index('"begin') : calls.rindex('"end')]
    found = []
    for line in calls.splitlines():
        call = re.match(r"\d+ +(\w+)\((.*)\) += +\d", line)
        paths = re.findall(re.escape(str(folder)) + r"(/[^\">]*)?[\">]", call[2]) if call else []
        if paths:
            found.append((call[1], paths[-1].lstrip("/") or "."))
    return found
