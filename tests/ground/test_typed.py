"""A process whose threads decode the same struct for the first time lives on."""

from __future__ import annotations

import subprocess
import sys

MANY = """
import sys, threading
import msgspec
from gorel.ground.typed import learned

sys.setswitchinterval(1e-6)
for _ in range(15):
    inner = msgspec.defstruct("Inner", [(f"f{n}", dict[str, int] | None, None) for n in range(12)])
    outer = msgspec.defstruct("Outer", [(f"g{n}", list[inner] | None, None) for n in range(12)])
    ready = threading.Barrier(8)

    def decode():
        ready.wait()
        found = msgspec.json.decode(b'{"g11": [{"f11": {"a": 1}}]}', type=learned(outer))
        assert found.g11[0].f11 == {"a": 1}

    threads = [threading.Thread(target=decode) for _ in range(8)]
    for one in threads: one.start()
    for one in threads: one.join()
"""


def test_threads_may_begin_to_decode_a_struct_together() -> None:
    done = subprocess.run([sys.executable, "-c", MANY], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
