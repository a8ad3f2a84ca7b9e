"""A bucket each: full at first, one drop per request, filled with time, and never more than so many kept."""

from __future__ import annotations

from app.web.edge.rate import Buckets, Rate


class Clock:
    """Time that moves when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_allowed_and_then_one_waits() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=3, per_s=2), clock)
    for _ in range(3):
        assert buckets.wait_s(b"a") == 0
        buckets.take(b"a")
    assert buckets.wait_s(b"a") == 0.5
    clock.now += 0.5
    assert buckets.wait_s(b"a") == 0


def test_one_bucket_says_nothing_about_another() -> None:
    buckets = Buckets(Rate(burst=1, per_s=1), Clock())
    buckets.take(b"a")
    assert buckets.wait_s(b"a") > 0
    assert buckets.wait_s(b"b") == 0


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=2, per_s=1), clock)
    buckets.take(b"a")
    clock.now += 3600
    buckets.take(b"a")
    buckets.take(b"a")
    assert buckets.wait_s(b"a") == 1


def test_many_addresses_do_not_fill_the_memory() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=2, per_s=0.001), clock, most=100)
    for number in range(1000):
        clock.now += 0.001
        buckets.take(b"%d" % number)
    buckets.take(b"999")
    assert len(buckets) <= 101
    assert buckets.wait_s(b"999") > 0
