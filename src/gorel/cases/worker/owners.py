"""Who has a lease, so that the work of a worker that died on this machine can be taken over at once.

A lease ends by itself when its time is out. But after a crash nobody should wait for that: an owner's name says
machine, process and when that process began, and whoever starts on the same machine can see that it is gone.
"""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path


def name() -> str:
    """Return a name for a worker of this process, that no other has or will have."""
    return f"{_machine()}/{os.getpid()}/{_began(os.getpid())}/{secrets.token_hex(4)}"


def is_dead(owner: str) -> bool:
    """Return whether *owner* is known to be gone. Shape: False for a worker elsewhere: its lease decides."""
    parts = owner.split("/")
    if len(parts) != 4 or parts[0] != _machine() or not parts[1].isdigit():
        return False
    return _began(int(parts[1])) != parts[2]


def _machine() -> str:
    """This host and, in it, the space of process numbers (containers may share a host's name, not its numbers)."""
    try:
        space = os.readlink("/proc/self/ns/pid").strip("pid:[]")
    except OSError:
        space = "0"
    return f"{socket.gethostname().replace('/', '-')[:60]}-{space}"


def _began(pid: int) -> str:
    """When the process began, in the kernel's ticks; "" when there is none such."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        if not Path("/proc/self").exists():  # no such files on this system: ask whether it lives at all
            return _lives(pid)
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]


def _lives(pid: int) -> str:
    try:
        os.kill(pid, 0)
    except OSError:
        return ""
    return "1"
