"""What a long list costs to read in, and to read in again: CPU seconds and memory of a process of its own.

python -m bench.listing [--rows 20000]     SQLite, a temporary home
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import loop

ROOT = Path(__file__).resolve().parents[1]
TITLES = ("Öppna data i {}", "Robotar för {}", "Medborgardialog om {}", "{} möter framtiden", "Så upphandlar vi {}")
ABOUT = ("skolan", "vården", "staden", "äldreomsorgen", "trafiken", "biblioteket", "kulturen", "energin", "vattnet")
FORMS = ("Digitalt (Teams)", "På plats", "Hybrid", "Flyttad från plats till Zoom")
LINE = """
import resource, sys, time
from pathlib import Path
from gorel.site import prepare, tables
prepare.setup(); tables.bring_up()
from gorel.programme import importing
content = Path(sys.argv[1]).read_bytes()
scope = importing.Scope(by="bench", year=2021)
for _ in range(2):
    began, grown = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = importing.load(content, "long.csv", scope, is_dry_run=False)
    counts = " ".join(f"{outcome.value}={count}" for outcome, count in report.counts().items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(time.process_time() - began, grown // 1024, peak // 1024, counts, sep="|")
"""


def rows(count: int) -> str:
    """Return a list of *count* points of 200 organisers over a year, every fifth row a part of the row above."""
    lines = ["Nr;Titel;Arrangör;Datum;Tid;Form;Plats;Anmälan senast;Status"]
    for number in range(count):
        title = TITLES[number % 5].format(ABOUT[number % 9]) + f" {number // 45}"
        day = f"{number % 28 + 1}/{number // 28 % 12 + 1}"
        if number % 5 == 4:
            lines.append(f"{number - 1}.1;{title};;;kl {8 + number % 8}.15-{8 + number % 8}.45;;;;")
            continue
        status = "INSTÄLLT" if number % 50 == 7 else ""
        lines.append(
            f"{number};{title};Kommun {number % 200} kommun;{day};{8 + number % 8}-{9 + number % 8};"
            f"{FORMS[number % 4]};Sal {number % 30};;{status}"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    count = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="gorel-bench-") as home:
        file = Path(home) / "long.csv"
        file.write_text(rows(count))
        settings = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
        settings |= {"GOREL_HOME": home, "DJANGO_SETTINGS_MODULE": "gorel.site.settings"}
        settings.setdefault("PYTHONPATH", str(ROOT / "src"))
        told = subprocess.run(
            [sys.executable, "-c", LINE, str(file)], env=settings, capture_output=True, text=True, check=True
        ).stdout
    print(f"load {os.getloadavg()[0]:.1f}; plain work {loop.seconds():.2f} s; {count} rows\n")
    print("| | CPU s | memory before, MB | at most, MB | rows |")
    print("|--|--:|--:|--:|--|")
    for name, line in zip(("the first time", "again"), told.splitlines(), strict=True):
        spent, grown, peak, counts = line.split("|")
        print(f"| {name} | {float(spent):.1f} | {grown} | {peak} | {counts} |")


if __name__ == "__main__":
    main()
