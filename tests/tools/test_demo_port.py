"""`bin/demo` refuses a port that is none with one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused_with_a_sentence(port):
    refused = subprocess.run(
        [sys.executable, "bin/demo", f"--port={port}"], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert refused.returncode == 1
    assert refused.stderr.strip() == f"bin/demo: argument --port: must be a number from 1 to 65535, not {port!r}."
