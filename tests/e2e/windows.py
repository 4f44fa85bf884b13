"""The windows that tests see the shop through. What every shopper does is tried in both; a journey whose pages others
open at the other width needs one of them."""

from __future__ import annotations

import pytest

WINDOWS = {"desktop": (1280, 900), "phone": (360, 740)}
on_a_desktop = pytest.mark.parametrize("page", ["desktop"], indirect=True)
on_a_phone = pytest.mark.parametrize("page", ["phone"], indirect=True)
