"""What is good once is good once also when it is asked for many times at once; the audit only grows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.db.accounts import SqlAccounts
from app.db.database import Database
from app.domain.errors import ShowclearError
from app.services.accounts.sessions import Comer
from app.services.accounts.tries import HERE, Trying
from tests.accounts.browser import PASSWORD, Office

AT_ONCE = 12


def test_tries_at_once_are_all_counted(office: Office, database: Database) -> None:
    trying = Trying(SqlAccounts(database), office.site.clock, "password")

    def tried(_: int) -> bool:
        try:
            trying.begin("desert/p-armorer", "here")
        except ShowclearError:
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert sum(pool.map(tried, range(AT_ONCE))) == HERE


def test_an_invitation_accepted_at_once_by_many_lets_one_in(office: Office) -> None:
    invites, invite = office.site.services.accounts.invites, office.invite("p-armorer")

    def accepted(number: int) -> str:
        try:
            invites.accept_with_password(invite, PASSWORD, Comer(f"place {number}"))
        except ShowclearError as error:
            return error.code
        return "in"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(accepted, range(4))) == ["in", *["invite.invalid"] * 3]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit SET refused = NULL", "DELETE FROM audit", "UPDATE audit SET deed = deed"],
)
def test_the_audit_is_altered_by_nobody(office: Office, database: Database, statement: str) -> None:
    office.invite("p-armorer")
    before = office.audited()
    with pytest.raises(DBAPIError), database.writing() as connection:
        connection.execute(text(statement))
    assert office.audited() == before != []
