"""Figures for Prometheus, taken from the database when they are asked for."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from kiosk.hub import tables
from kiosk.hub.service import Hub

_LABELS = ("station", "device", "point")


def metrics(hub: Hub) -> bytes:
    """Return the figures in Prometheus' text format."""
    collected = CollectorRegistry(auto_describe=False)
    collected.register(_Figures(hub))
    return generate_latest(collected)


class _Figures(Collector):
    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def collect(self) -> Iterator[Metric]:
        entries = CounterMetricFamily("suxin_entries", "Entries received.", labels=_LABELS)
        waiting = GaugeMetricFamily("suxin_entries_waiting", "Entries known to exist, not received.", labels=_LABELS)
        silent = GaugeMetricFamily("suxin_silent_seconds", "Time since the device was heard.", labels=_LABELS)
        clock = GaugeMetricFamily("suxin_clock_off_seconds", "How far the device's clock is ahead.", labels=_LABELS)
        clones = GaugeMetricFamily("suxin_clones", "Whether two machines write as the device.", labels=_LABELS)
        alarms = GaugeMetricFamily("suxin_alarms", "What needs attention.", labels=("station", "kind"))
        aside = GaugeMetricFamily("suxin_quarantine", "Rows that can't be read.", labels=("station",))
        refused = CounterMetricFamily("suxin_requests_refused", "Requests that were refused.", labels=("word",))
        now_us = self._hub.now_us()
        for station in self._hub.stations():
            received = self._received(station)
            for device in self._hub.devices(station):
                labels = (station, device.device, device.point)
                entries.add_metric(labels, received.get(device.device, 0))
                waiting.add_metric(labels, device.waiting)
                clones.add_metric(labels, device.is_clone)
                if device.last_seen_us is not None:
                    silent.add_metric(labels, (now_us - device.last_seen_us) / 1e6)
                if device.clock_off_s is not None:
                    clock.add_metric(labels, device.clock_off_s)
            counts: dict[str, int] = {}
            for alarm in self._hub.alarms(station):
                counts[alarm.kind] = counts.get(alarm.kind, 0) + 1
            for kind, count in counts.items():
                alarms.add_metric((station, kind), count)
            aside.add_metric((station,), self._quarantined(station))
        for word, count in self._hub.refused.items():
            refused.add_metric((word,), count)
        yield from (entries, waiting, silent, clock, clones, alarms, aside, refused)

    def _received(self, station: str) -> dict[str, int]:
        table = tables.epochs.c
        summed = select(table.device, func.sum(table.received)).where(table.station == station).group_by(table.device)
        with self._hub.store.begin() as connection:
            return {bytes(device).hex(): int(count) for device, count in connection.execute(summed)}

    def _quarantined(self, station: str) -> int:
        table = tables.quarantine.c
        with self._hub.store.begin() as connection:
            counted = select(func.count()).select_from(tables.quarantine).where(table.station == station)
            return int(connection.execute(counted).scalar() or 0)
