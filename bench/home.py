"""What a new home costs: its tables and the rooms' own processes; CPU seconds of a process of its own.

python -m bench.home [--rounds 5]          SQLite, temporary homes
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINE = """
import time
from gorel.site import prepare, tables
marks = [time.process_time()]
prepare.setup(); marks.append(time.process_time())
tables.bring_up(); marks.append(time.process_time())
prepare.prepare_database(); marks.append(time.process_time())
print(*(after - before for before, after in zip(marks, marks[1:])))
"""


def one() -> tuple[list[float], list[float]]:
    """Return the seconds of (reading the program, tables, processes) for a new home, and at its second start."""
    home = tempfile.mkdtemp(prefix="gorel-bench-")
    settings = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
    settings |= {"GOREL_HOME": home, "DJANGO_SETTINGS_MODULE": "gorel.site.settings", "PYTHONPATH": str(ROOT / "src")}
    try:
        runs = [
            subprocess.run([sys.executable, "-c", LINE], env=settings, capture_output=True, text=True, check=True)
            for _ in range(2)
        ]
    finally:
        shutil.rmtree(home)
    first, second = ([float(word) for word in run.stdout.split()] for run in runs)
    return first, second


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = [one() for _ in range(parser.parse_args().rounds)]
    print(f"load {os.getloadavg()[0]:.1f}; CPU seconds, medians\n")
    print("| | reading the program | tables | the rooms' processes | in all |")
    print("|--|--:|--:|--:|--:|")
    for place, name in enumerate(("a new home", "its second start")):
        parts = [statistics.median(column) for column in zip(*(each[place] for each in rounds), strict=True)]
        print(f"| {name} | " + " | ".join(f"{part:.2f}" for part in (*parts, sum(parts))) + " |")


if __name__ == "__main__":
    main()
