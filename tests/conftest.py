"""What holds for all tests."""

import os

from hypothesis import HealthCheck, settings

# How fast a machine is, is no promise: on a fresh one Hypothesis alone first spends a second on Unicode's tables.
settings.register_profile("kiosk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", settings.get_profile("kiosk"), max_examples=3_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "kiosk"))
