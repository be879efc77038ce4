"""What all tests share: a home of their own."""

from __future__ import annotations

import os
import tempfile

os.environ["GOREL_HOME"] = tempfile.mkdtemp(prefix="gorel-test-")
