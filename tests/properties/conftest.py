"""How hard the properties are tried: HYPOTHESIS_PROFILE=deep for a long search, else what a change should wait for."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
# The same examples every time: whoever changes something sees what that change did. `deep` looks for new ones.
settings.register_profile("ci", max_examples=12, deadline=None, derandomize=True, suppress_health_check=_SLOW)
settings.register_profile("deep", max_examples=500, deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
