"""Install the peers into a virtualenv of their own."""

from __future__ import annotations

import subprocess
import sys

from bench.cases.peers import FOLDER, PACKAGES, PYTHON

subprocess.run([sys.executable, "-m", "venv", str(FOLDER / ".venv")], check=True)
subprocess.run([str(PYTHON), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
print("installed", *PACKAGES)
