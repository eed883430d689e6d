"""What was welcomed is counted once, whatever disks, networks and hubs do to it."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from .machine import KioskMachine

EXAMPLES = settings.default.max_examples if settings.get_current_profile_name() == "soak" else 60
"""What a test has time for; ``make soak`` runs 3,000."""


def test_nothing_is_lost_and_nothing_counts_twice() -> None:
    run_state_machine_as_test(
        KioskMachine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=30, suppress_health_check=list(HealthCheck), print_blob=False
        ),
    )
