"""Decides what is told of concerns to a production: the words to whoever may hear them, to all the question and the action.

Published is less: no id, no name, the month only. Words are published only where many could have written them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import orjson

from app.domain.answering.retaliation import Change, changes_to_ask_about
from app.domain.answering.routing import hearers, kept_from, may_receive
from app.domain.answering.stripping import month_of, stripped
from app.domain.answering.threads import Thread, threads
from app.domain.errors import ShowclearError
from app.domain.judgement import Entry
from app.domain.ledger.entry import recorded_at_text
from app.domain.people.permissions import may_read, require_read
from app.services.accounts.audit import Audit
from app.services.accounts.freshness import require_fresh
from app.services.accounts.ports import AccountStore
from app.services.answering import answer_told, entries_of, raised_by
from app.services.caller import Caller
from app.services.concern_routing import Receiver, Receivers
from app.services.judges import Judges
from app.services.library import Library
from app.services.looking import Look, Looking
from app.services.ports import Clock

_ASKING: Final = frozenset({"acknowledge", "investigate"})
_ENDING: Final = {"correct": "answered", "resolve": "answered", "deny": "denied", "contest": "contested"}


class Words(Protocol):
    """Words that are set apart from the ledger."""

    def words(self, production: str) -> Mapping[str, bytes]:
        """By the record they belong to."""
        ...


class ConcernDesk(Looking):
    """Concerns, for those who answer them and for those who want to know that they were answered."""

    def __init__(
        self,
        library: Library,
        judges: Judges,
        words: Words,
        receivers: Receivers,
        store: AccountStore,
        audit: Audit,
        clock: Clock,
    ) -> None:
        super().__init__(library, judges, clock)
        self._words, self._receivers, self._store, self._audit = words, receivers, store, audit

    def concerns(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Every concern, the newest first, with its words where this reader may hear them. Refused: as all reading."""
        with self._look(caller, production, "records") as look:
            apart = self._words.words(production)
            repeated = raised_by(look, "concern.repeated")
            return [self._told(look, one, apart, repeated) for one in reversed(_threads(look))]

    def require(self, caller: Caller, production: str) -> None:
        """Nothing, for whoever belongs there. Refused: as all reading."""
        with self._look(caller, production, "production"):
            return

    def published(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """What may hang on a wall: month, kind, question and action, words where many could have written them.

        Whoever it is about reads no words here either: that they hang on a wall is decided by people, not by this.
        """
        with self._look(caller, production, "records") as look:
            apart = self._words.words(production)
            names = dict.fromkeys(look.judged.roster.people()) | look.shelves.names(production)
            things = [*look.intakes("firearm_intake", "firearm")]
            things += look.intakes("ammunition_intake", "container")
            told = [_published(look, one, apart, names, things) for one in _threads(look)]
        return sorted(told, key=orjson.dumps)  # the order would tell which came first

    def watch(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Changes of personnel after a concern or request, the newest first, each with who has to give a reason.

        For safety, a receiver and an outside party: not for those who may have made the change. What was raised about the
        reader, or about somebody they answer to, is left out.
        """
        with self._look(caller, production, "records") as look:
            self._require_watch(look, production)
            concerns = [one for one in entries_of(look, "concern") if not _is_kept_from(look, one)]
            named = [one for one in concerns if one.record.by] + entries_of(look, "request")
            nameless = [one for one in concerns if not one.record.by]
            kinds = ("personnel_action", "role", "duty")
            changes = [one for kind in kinds for one in entries_of(look, kind)]
            return [_change(one) for one in changes_to_ask_about(named, nameless, changes)]

    def receivers(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Who hears words that are set apart. `named` false: nobody was, and these stand in."""
        with self._look(caller, production, "people") as look:
            named = self._receivers.named(production)
            told = [_receiver(one) for one in named if one.person in look.crew().roles]
            standing_in = hearers(look.crew(), (), None) if not told else ()
            return told or [{"person": one, "named": False} for one in standing_in]

    def name_receiver(self, caller: Caller, production: str, person: str) -> None:
        """Somebody more hears them. Refused: who answers for the schedule or holds no role there (`concern.receiver`)."""
        with self._look(caller, production, "people") as look:
            self._require_governing(look, caller)
            if not may_receive(look.crew().roles.get(person, frozenset())):
                detail = f"{person} holds no role on set, or one that answers for the schedule."
                raise ShowclearError("concern.receiver", detail)
        if any(one.person == person for one in self._receivers.named(production)):
            return
        row = Receiver(self._audit.new_id(), production, person, str(caller.person), self._clock())
        self._receivers.name(row)
        self._done("concern_receiver.name", production, caller, person)

    def end_receiver(self, caller: Caller, production: str, person: str) -> None:
        """Hears them no more. Refused: nobody who did (`not_found`)."""
        with self._look(caller, production, "people") as look:
            self._require_governing(look, caller)
        if not self._receivers.end(production, person, self._clock()):
            raise ShowclearError("not_found", f"{person} was no receiver here.")
        self._done("concern_receiver.end", production, caller, person)

    def _told(
        self, look: Look, thread: Thread, apart: Mapping[str, bytes], repeated: Mapping[str, Sequence[str]]
    ) -> dict[str, Any]:
        record, words = thread.newest.record, _words_of(thread, apart)
        about = words.get("about") if words else record.body.about
        hears = self._hears(look, about) if words else not _is_kept_from(look, thread.newest)
        stakes = sorted({one for key in thread.keys for one in repeated.get(key, ())})
        told = {
            "record": thread.first.record.key,
            "category": record.body.category,
            "said_at": thread.first.record.occurred_at,
            "set_apart": words is not None,
            "stakes": "raised" if stakes else "usual",
            "violations": stakes,
            "state": _state(thread),
            **_answers(thread),
        }
        if not hears:
            return told | {"withheld": True}
        said = {"detail": record.body.detail, "about": about, "by": record.by}
        return told | said | ({"detail": words["detail"]} if words else {}) | {"withheld": False}

    def _hears(self, look: Look, about: str | None) -> bool:
        named = [one.person for one in self._receivers.named(look.production)]
        return look.person in hearers(look.crew(), named, about)

    def _require_watch(self, look: Look, production: str) -> None:
        if any(one.person == look.person for one in self._receivers.named(production)):
            return
        require_read(look.roles, "concern_watch")

    def _require_governing(self, look: Look, caller: Caller) -> None:
        require_read(look.roles, "concern_receivers")
        require_fresh(caller, self._clock())

    def _done(self, deed: str, production: str, caller: Caller, about: str) -> None:
        with self._store.writing() as writer:
            who = {"person": caller.person, "account": caller.account}
            self._audit.done(writer, deed, production=production, about=about, **who)


def _threads(look: Look) -> list[Thread]:
    return threads(entries_of(look, "concern"), entries_of(look, "response"), lambda one: one.body.to)


def _is_kept_from(look: Look, concern: Entry) -> bool:
    """Whether this reader may not see its words: by role, or because it is about them or somebody they answer to."""
    record = concern.record
    if look.person is not None and look.person in (record.by, record.body.addressed_to):
        return False
    return _is_about_reader(look, concern) or not may_read(look.roles, "concern_words")


def _is_about_reader(look: Look, concern: Entry) -> bool:
    """Whether it is about this reader, or about somebody they answer to."""
    about = concern.record.body.about
    return about is not None and look.person in kept_from(about, look.crew())


def _words_of(thread: Thread, apart: Mapping[str, bytes]) -> dict[str, Any] | None:
    data = apart.get(thread.newest.record.key)
    return orjson.loads(data) if data is not None else None


def _answers(thread: Thread) -> dict[str, Any]:
    """What everybody sees: the question that was put, the action that was taken."""
    told = [answer_told(one) for one in thread.answers]
    return {
        "questions": [one for one in told if one["action"] in _ASKING],
        "actions": [one for one in told if one["action"] not in _ASKING],
    }


def _state(thread: Thread) -> str:
    """By the last answer: what somebody it is about says changes nothing."""
    about = thread.newest.record.body.about
    actions = [one.record.body.action for one in thread.answers if one.record.by != about]
    ending = [_ENDING[one] for one in actions if one in _ENDING]
    return ending[-1] if ending else ("seen" if actions else "open")


def _published(
    look: Look,
    thread: Thread,
    apart: Mapping[str, bytes],
    names: Mapping[str, str | None],
    things: Sequence[str],
) -> dict[str, Any]:
    answers = _answers(thread)
    kept = _words_of(thread, apart) is not None or _is_about_reader(look, thread.newest)
    said = None if kept else thread.newest.record.body.detail
    return {
        "month": month_of(thread.first.record.at, look.judged.setting.zone),
        "category": thread.newest.record.body.category,
        "state": _state(thread),
        "words": stripped(said, names, things) if said else None,
        "questions": [stripped(one["detail"], names, things) for one in answers["questions"]],
        "actions": [stripped(one["detail"], names, things) for one in answers["actions"]],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "record": change.entry.record.key,
        "person": change.person,
        "what": change.what,
        "at": recorded_at_text(change.at),
        "reason": change.reason,
        "ask": None if change.reason else change.entry.record.by,
        "after": [one.record.key for one in change.after],
        "after_nameless": change.after_nameless,
    }


def _receiver(receiver: Receiver) -> dict[str, Any]:
    told = {"person": receiver.person, "named": True, "named_by": receiver.named_by}
    return told | {"named_at": recorded_at_text(receiver.named_at)}
