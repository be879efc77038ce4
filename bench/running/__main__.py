"""`gorel run` over a spreadsheet of many rows: a decision table and two file abilities for each; rows per second.

    python -m bench.running [--rows 25000] [--parallel 2]

Each row reads a file, decides by its amount, and writes a file (on the disk for sure), with SQLite at
synchronous=FULL.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))


def folder_of(rows: int) -> Path:
    """Make a folder with picture, rules, rows and files."""
    import xlsxwriter

    from sorting import PICTURE, RULES

    desk = Path(tempfile.mkdtemp(prefix="gorel-bench-"))
    (desk / "sorting.bpmn").write_text(PICTURE, encoding="utf-8")
    (desk / "size.dmn").write_text(RULES, encoding="utf-8")
    for name in ("in", "out"):
        (desk / name).mkdir()
    with xlsxwriter.Workbook(str(desk / "rader.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Fil", "Belopp"])
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, [f"{number}.txt", number % 900])
            (desk / "in" / f"{number}.txt").write_text(f"rad {number}", encoding="utf-8")
    return desk


def run(desk: Path, parallel: int) -> tuple[float, float, str]:
    """Run it; return (seconds of the clock, seconds of CPU, what was said)."""
    before, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    line = [
        sys.executable, "-m", "gorel", "run", "sorting.bpmn", "--each", "rader.xlsx", "--folder", "in=in",
        "--folder", "out=out", *(["--parallel", str(parallel)] if parallel else []),
    ]  # fmt: skip
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("GOREL_", "DJANGO_"))}
    done = subprocess.run(line, cwd=desk, env=settings, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    return time.perf_counter() - before, cpu, done.stdout + done.stderr


def main() -> None:
    """Measure once, and print a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=25_000)
    parser.add_argument("--parallel", type=int, default=0)
    given = parser.parse_args()
    desk = folder_of(given.rows)
    seconds, cpu, said = run(desk, given.parallel)
    written = len(list((desk / "out").iterdir()))
    print(said)
    print(
        f"{given.rows} rows, {written} files written: {seconds:.1f} s, CPU {cpu:.1f} s,"
        f" {cpu / given.rows * 1000:.2f} ms a row; load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
