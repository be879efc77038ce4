"""Limits count together in all processes, and by who really asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import RequestFactory

from gorel.ground import limits
from gorel.ground.middleware import behind_proxies
from gorel.ground.models import Limit


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_limit_counts_tries_that_come_at_once_and_keeps_nobodys_address():
    def attempt(_number: int) -> bool:
        try:
            return limits.allows("sign-up", "asa@example.se", most=5, seconds=36_000)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(attempt, range(12)))
    assert sum(answers) == 5
    assert limits.allows("sign-up", "bo@example.se", most=5, seconds=36_000)
    assert not any("asa" in row.key for row in Limit.objects.all())


@pytest.mark.parametrize(
    ("remote", "forwarded", "who"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # nobody we trust says so
        ("10.0.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "6.6.6.6, 198.51.100.1, 10.0.0.7", "198.51.100.1"),  # the first was made up by the visitor
        ("10.0.0.5", "nonsense", "10.0.0.5"),
        ("10.0.0.5", "", "10.0.0.5"),
    ],
)
def test_visitor_is_who_the_last_trusted_proxy_saw(settings, remote, forwarded, who):
    settings.PROXIES = [ip_network("10.0.0.0/8")]
    seen = []
    answer = behind_proxies(lambda request: (seen.append(request.META["REMOTE_ADDR"]), HttpResponse())[1])
    answer(RequestFactory().get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded}))
    assert seen == [who]
