"""Decides what is wrong with a protocol file that has ten faults planted in it: where each stands, what it is."""

from __future__ import annotations

TEXT = """\
id: planted
version: 1.0
title: {en: Planted faults}
purpose: {en: Ten of them.}
completes: [hand_over]
due: dayly
items:
  - id: look
    kind: look
    ask: {en: Look at it.}
    answer: {type: boolean, expected: yes}
    cite: [{document: A bulletin, authority: law, strength: must, read: primary, source: S1}]
    colour: red
rules:
  - id: swept
    kind: prerequisite
    on: [isue]
    needs: swept
    within: 10 minutes
    hazard: live.sweep_mising
    gravity: serious
    message: Nobody swept.
    cure: {say: Sweep., who: [armorer]}
    answers: [armourer]
    cite: [{document: A bulletin, authority: law, strength: must, read: primary, source: S1}]
  - id: swept
    kind: interdiction
    on: [issue]
    cite: [{document: A bulletin, authority: law, strength: must, read: primary, source: S1}]
changes: {what: Planted., why: To be found.}
"""

FAULTS = (
    (2, "version", "1.0 is not what belongs here"),
    (5, "completes[0]", '"hand_over" is no record kind; did you mean handover?'),
    (6, "due", '"dayly" is not what belongs here; did you mean daily?'),
    (11, "items[0].answer.expected", "yes unquoted is read as true by some and as text by others"),
    (13, "items[0].colour", "colour is not a field here"),
    (17, "rules[0].on[0]", '"isue" is no occasion; did you mean issue?'),
    (19, "rules[0].within", '"10 minutes" is not what belongs here'),
    (20, "rules[0].hazard", '"live.sweep_mising" is no hazard; did you mean live.sweep_missing?'),
    (24, "rules[0].answers[0]", '"armourer" is not what belongs here; did you mean armorer?'),
    (26, "rules[1].id", 'the id "swept" stands here again'),
    (26, "rules[1]", '"interdiction" is no kind of rule'),
)
"""Line, path, and what is said; ten mistakes, and the second rule's kind beside its id."""
