"""The seed of a run: printed, and given again by SOUK_SEED to see the same run once more."""

from __future__ import annotations

import os
import random

# In CI the same selection every time, so that a change is to blame for a failure.
SEED = int(os.environ.get("SOUK_SEED") or (0 if os.environ.get("CI") else random.randrange(2**32)))
REPEAT = f"repeat with SOUK_SEED={SEED}"
