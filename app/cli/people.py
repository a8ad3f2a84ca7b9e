"""Decides what `showclear people` does: productions, their people, and the tokens they come in with."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

import typer

from app.bootstrap import now
from app.cli.at_work import quiet_settings, writing
from app.cli.wrong_use import WrongUse
from app.db.database import open_for_reading
from app.db.library import SqlLibrary
from app.db.registry import SqlRegistry
from app.protocols.catalogue import Catalogue
from app.services.account import Account
from app.services.caller import READ, WRITE

app = typer.Typer(
    no_args_is_help=True,
    help="Set up a production, its people, and the tokens they come in with. A token is told once and kept only as its "
    "SHA-256. Who may do what follows from roles, never from the token.\n\n"
    "Example, a production from nothing:\n"
    "  showclear people create desert --founder office --timezone America/Denver\n"
    "  showclear people add desert ada --role armorer --name 'Ada Quill' --by office\n"
    "  showclear people token desert ada --expires 2027-01-01",
)
Production = Annotated[str, typer.Argument(help="The production's id.")]
Person = Annotated[
    str, typer.Argument(help="The person's id: stays in the ledger for ever, so better no name.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
By = Annotated[
    str, typer.Option(help="Who answers for it in the ledger: an admin, producer or safety officer.")
]


@app.command()
def create(
    production: Production,
    founder: Annotated[str, typer.Option(help="The id of its first person, who holds the role admin.")],
    timezone: Annotated[str, typer.Option(help="Where it counts its days, such as America/Denver.")],
    pack: Annotated[str, typer.Option(help="The pack of protocols that it adopts.")] = "us-base",
    jurisdiction: Annotated[str | None, typer.Option(help="Whose law holds, such as US-NM.")] = None,
    custodian: Annotated[
        str | None,
        typer.Option(
            help="Who keeps the record after wrap, a person's id here or a name. Left out: the founder."
        ),
    ] = None,
    contact: Annotated[str | None, typer.Option(help="Who answers questions of compliance.")] = None,
) -> None:
    """Create a production: its settings, its first person and its pack become the first entries of its ledger.

    Example: showclear people create desert --founder office --timezone America/Denver --jurisdiction US-NM
    """
    said = {
        "timezone": timezone,
        "jurisdiction": jurisdiction,
        "custodian": custodian or founder,
        "compliance_contact": contact,
    }
    settings = quiet_settings()
    catalogue = Catalogue(settings.protocols_dir)
    adopted = (pack, catalogue.digest(catalogue.pack(pack)))
    given = {name: value for name, value in said.items() if value is not None}
    with writing(settings) as services:
        services.people.create_production(production, founder, given, pack=adopted)
    typer.echo(f"Production {production} is there; {founder} runs its account and has no token yet.")


@app.command()
def add(
    production: Production,
    person: Person,
    role: Annotated[list[str], typer.Option(help="A role the person holds from now on; may be given again.")],
    by: By,
    name: Annotated[
        str | None, typer.Option(help="The person's name: kept beside the ledger, and can be erased.")
    ] = None,
    minor: Annotated[bool, typer.Option("--minor", help="The person is a minor.")] = False,
    until: Annotated[
        str | None,
        typer.Option(
            help="The last day they hold it (2027-01-01, UTC), or a number of days (7d). Left out: until taken back; an "
            "inspector for 30 days, which is the most."
        ),
    ] = None,
) -> None:
    """Give a person roles, by records that somebody answers for.

    Examples: showclear people add desert ada --role armorer --name 'Ada Quill' --by office
              showclear people add desert visitor --role inspector --until 7d --by office
    """
    until_at = _end_of(until, "--until") if until is not None else None
    with writing() as services:
        services.people.add_person(production, person, role, by=by, name=name, minor=minor, until_at=until_at)
    typer.echo(f"{person} holds {', '.join(role)} in {production}.")


@app.command()
def token(
    production: Production,
    person: Person,
    expires: Annotated[
        str, typer.Option(help="The last day it is good for (2027-01-01, UTC), or a number of days (90d).")
    ] = "90d",
    scope: Annotated[
        list[str] | None,
        typer.Option(
            help="write, read, deliver (may bring records that others signed or queued), or govern (may do what asks "
            "people for a fresh sign-in: roles, packs, invitations, exports); may be given again. Left out: write and "
            "read."
        ),
    ] = None,
    json_: AsJson = False,
) -> None:
    """Issue a token. It is printed now and never again.

    Examples: showclear people token desert ada
              showclear people token desert cart --scope write --scope deliver --expires 14d
              showclear people token desert office --scope read --scope write --scope govern --expires 1d
    """
    expires_at = _end_of(expires)
    with writing() as services:
        issued, token_id = services.people.issue_token(production, person, scope or (WRITE, READ), expires_at)
    if json_:
        told = {"token": issued, "id": token_id, "person": person, "expires_at": expires_at.isoformat()}
        return typer.echo(json.dumps(told, indent=2))
    typer.echo(issued)
    typer.echo(f"Token {token_id} of {person}, good until {expires_at:%Y-%m-%d %H:%M} UTC.", err=True)


@app.command()
def revoke(
    production: Production, token_id: Annotated[str, typer.Argument(help="The id that `people list` shows.")]
) -> None:
    """Take a token back. A service that is running may go on taking it for five seconds.

    Example: showclear people revoke desert 1f0c9a7be2d43586
    """
    with writing() as services:
        services.people.revoke_token(production, token_id)
    typer.echo(f"Token {token_id} is revoked.")


@app.command()
def erase(production: Production, person: Person) -> None:
    """Erase a person: name, account, ways in. The ledger keeps the id, and every proof holds.

    While the retention floor or a legal hold runs, the name is sealed instead and goes by itself later (exit 1). Texts of
    the ledger that hold the name are listed: nothing is taken out of a ledger.

    Example: showclear people erase desert ada
    """
    with writing() as services:
        told = services.erasures.erase(production, person)
    waits = [f"until {told['until']}"] if told["until"] else []
    waits += [f"while incident {one} holds it" for one in told["holds"]]
    typer.echo(f"{person} is {told['state']}" + (f" {' and '.join(waits)}." if waits else "."))
    for one in told["named_in"]:
        typer.echo(f"  named in record {one['record']}, position {one['position']}, {one['field']}")
    if told["state"] != "erased":
        raise typer.Exit(1)


@app.command("let-back-in")
def let_back_in(production: Production, person: Person) -> None:
    """For a person who lost every way in: a new invitation, good once, in place of the account they had here.

    Give it to them yourself, and be sure who they are: whoever opens it is that person from then on.

    Example: showclear people let-back-in desert ada
    """
    with writing() as services:
        secret = services.accounts.invites.let_back_in(production, person)
        origin = services.accounts.origin
    typer.echo(f"{origin}/sign-in#invite={secret}")


@app.command("lift-hold")
def lift_hold(
    production: Production,
    record: Annotated[str, typer.Argument(help="The incident's record id.")],
    by: Annotated[str, typer.Option(help="The custodian, or who speaks for it.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the audit.")],
) -> None:
    """Let names go again that an incident with somebody hurt has held, when its custodian has no account here.

    Example: showclear people lift-hold desert 0f4433b3-54fb-4e6c-a520-cf9e8a14ee0f --by archive --reason "Case closed."
    """
    with writing() as services:
        services.erasures.lift_for(production, record, by, reason)
    typer.echo(f"Incident {record} holds nothing any more.")


@app.command("list")
def list_(production: Production, json_: AsJson = False) -> None:
    """List a production's people, what they hold now, and their tokens by id.

    Example: showclear people list demo --json
    """
    database = open_for_reading(quiet_settings().database)
    try:
        people = Account(SqlLibrary(database), SqlRegistry(database)).people(production, now())
    finally:
        database.close()
    if json_:
        return typer.echo(json.dumps({"production": production, "people": people}, indent=2))
    for person in people:
        typer.echo(
            " ".join([person["id"], *([f"({person['name']})"] if person["name"] else [])])
            + f": {_roles(person)}"
        )
        for one in person["tokens"]:
            typer.echo(
                f"  token {one['id']}: {', '.join(one['scopes'])}, {one['state']} (until {one['expires_at'][:10]})"
            )


def _roles(person: dict[str, Any]) -> str:
    return ", ".join(person["roles"]) or "no role now"


def _end_of(given: str, option: str = "--expires") -> datetime:
    """The moment something ends: after its last day, or after a number of days."""
    try:
        if given.endswith("d"):
            end = now() + timedelta(days=int(given[:-1]))
        else:
            end = datetime.combine(date.fromisoformat(given) + timedelta(days=1), time(), tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise WrongUse(
            f"{option} {given} is neither a date such as 2027-01-01 nor days such as 90d"
        ) from error
    if end <= now():
        raise WrongUse(f"{option} {given} has passed already")
    return end
