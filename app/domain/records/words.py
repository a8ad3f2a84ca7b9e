"""Decides which words the fields of records know, and the sets of them the rules speak of; it judges nothing."""

from __future__ import annotations

from typing import Final, Literal, get_args

Role = Literal[
    "armorer",
    "weapons_handler",
    "property_master",
    "first_ad",
    "safety_officer",
    "safety_advisor",
    "upm",
    "line_producer",
    "producer",
    "director",
    "stunt_coordinator",
    "performer",
    "crew",
    "medic",
    "inspector",
    "admin",
]
FirearmClass = Literal["real", "blank_only", "deactivated", "replica", "rubber", "airsoft"]
Owner = Literal["production", "rental", "personal"]
RoundType = Literal["blank", "dummy", "live", "mixed", "unknown"]
InspectionMethod = Literal["rattle", "side_hole", "primer", "visual"]
Purpose = Literal["rehearsal", "line_up", "take", "training", "storage", "transport", "return"]
AssessedPurpose = Literal[
    "rehearsal", "line_up", "take", "training", "storage", "transport", "return", "live_exception"
]
Declared = Literal["cold", "hot", "empty", "replica"]
AimLoad = Literal["none", "dummy", "quarter", "half", "full"]
StorageState = Literal["locked", "unlocked", "unattended"]
DutyState = Literal["on", "away", "off"]
TrainingSubject = Literal["handling", "course", "scene"]
RequestTopic = Literal["training", "time", "staffing", "equipment"]
ResponseAction = Literal["acknowledge", "investigate", "correct", "deny", "resolve", "contest"]
MeetingScope = Literal["day", "scene", "change", "post_incident"]
ChangeWhat = Literal["crew", "blocking", "firearm", "load", "location", "schedule"]
ListDirection = Literal["out", "back"]
IncidentWhat = Literal[
    "unintended_discharge",
    "misfire",
    "hangfire",
    "squib",
    "jam",
    "live_round_found",
    "wrong_status",
    "unattended_firearm",
    "pointed_at_person",
    "horseplay",
    "injury",
    "fatality",
    "near_miss",
    "missing",
    "other_hazard",
]
Care = Literal["none", "first_aid", "clinic", "hospital", "unknown"]
ConcernCategory = Literal["firearms", "ammunition", "meeting", "supervision", "hours", "fitness", "other"]
Channel = Literal["app", "verbal", "text", "email", "radio"]
PersonnelChange = Literal["dismissed", "reassigned", "resigned", "walked_off"]
EvidenceAction = Literal["secured", "moved", "altered", "discarded", "released"]
Stance = Literal["confirms", "disputes"]
NoticeTo = Literal["regulator", "police", "insurer", "union", "studio"]
SignOffMethod = Literal["token", "pin", "passkey", "paper", "spoken", "attested"]

# `Topic` is open: a meeting may cover more than the five a complete one needs.
MEETING_TOPICS: Final = ("action", "deviations", "abort", "emergency", "chain_of_command")

ROLES: Final[frozenset[str]] = frozenset(get_args(Role))
FIREARM_CLASSES: Final[frozenset[str]] = frozenset(get_args(FirearmClass))
HANDLERS: Final[frozenset[str]] = frozenset({"armorer", "weapons_handler", "property_master"})
SCHEDULE_ROLES: Final[frozenset[str]] = frozenset(
    {"first_ad", "upm", "line_producer", "producer", "director"}
)
MANAGEMENT_ROLES: Final[frozenset[str]] = frozenset(
    {"upm", "line_producer", "producer", "first_ad", "safety_officer"}
)
GOVERNANCE_ROLES: Final[frozenset[str]] = frozenset({"safety_officer", "producer", "admin"})
READ_ONLY_ROLES: Final[frozenset[str]] = frozenset({"inspector"})
CAN_FIRE: Final[frozenset[str]] = frozenset({"real", "blank_only"})
PURPOSES: Final[frozenset[str]] = frozenset(get_args(Purpose))
USE_PURPOSES: Final[frozenset[str]] = frozenset({"rehearsal", "line_up", "take"})
ISSUE_PURPOSES: Final[frozenset[str]] = USE_PURPOSES | {"training"}
STOPPAGES: Final[frozenset[str]] = frozenset({"misfire", "jam"})
ADVERSE_ACTIONS: Final[frozenset[str]] = frozenset({"dismissed", "reassigned"})
