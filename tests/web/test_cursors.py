"""A cursor opens on its own list only, and only as it was given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import ShowclearError
from app.web.cursors import opened, sealed


@given(st.integers(0, 2**53), st.text(max_size=50))
def test_it_opens_as_it_was_sealed(place: int, listed: str) -> None:
    assert opened(sealed(place, listed), listed) == place


def test_none_is_the_beginning() -> None:
    assert opened(None, "a") is None


@given(st.text(max_size=60))
def test_any_other_text_is_refused(cursor: str) -> None:
    with pytest.raises(ShowclearError) as refused:
        opened(cursor, "a list")
    assert refused.value.code == "cursor.invalid"


@given(st.integers(0, 10**6), st.data())
def test_one_changed_letter_is_refused(place: int, data: st.DataObject) -> None:
    cursor = sealed(place, "a")
    where = data.draw(st.integers(0, len(cursor) - 1))
    letter = data.draw(st.sampled_from("ABCXYZabcxyz0189-_").filter(lambda one: one != cursor[where]))
    with pytest.raises(ShowclearError):
        opened(cursor[:where] + letter + cursor[where + 1 :], "a")


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(ShowclearError):
        opened(sealed(5, "a"), "b")
