"""Install the peers, and let each do its work once: those on PostgreSQL when GOREL_DATABASE names one."""

from __future__ import annotations

import os

from bench import peers

for result in peers.measure(
    [one for one in peers.PEERS if os.environ.get("GOREL_DATABASE") or not one.postgresql], rounds=1
):
    print(f"{result.peer.name}: {result.missing or f'{result.median:,.0f} steps/s, {result.way}'}")
