"""Short names in addresses stay as they were wanted, or count on."""

from __future__ import annotations

from gorel.ground import slugs


def test_a_name_that_is_free_stays_and_a_taken_one_counts_on() -> None:
    assert slugs.free("oppna-data", {"oppna-data-2"}) == "oppna-data"
    assert slugs.free("oppna-data", {"oppna-data", "oppna-data-2"}) == "oppna-data-3"
