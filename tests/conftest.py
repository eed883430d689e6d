"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# How fast a machine is, is no promise: on a fresh one Hypothesis alone first spends a second on Unicode's tables.
settings.register_profile("kiosk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kiosk")
