"""A photo that a phone kept reaches the service by the phone's own script, in pieces, and is shown without its place."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from app.services.caller import READ, WRITE, Caller
from tests.onset.company import PRODUCTION
from tests.pages.conftest import NewDesk

_TAKEN = """async ([production, width]) => {
  const canvas = new OffscreenCanvas(width, 1200);
  const drawing = canvas.getContext("2d");
  for (let at = 0; at < 60000; at += 1) {
    drawing.fillStyle = `hsl(${(at * 137) % 360} 80% 50%)`;
    drawing.fillRect((at * 7919) % width, (at * 104729) % 1200, 6, 6);
  }
  const photos = await import("/static/set/photos.js");
  const { digest } = await photos.kept(await canvas.convertToBlob({ type: "image/png" }), production);
  await photos.uploadAll(production);
  await photos.uploadAll(production);
  return digest;
}"""


def test_the_phones_own_script_brings_it(new_desk: NewDesk) -> None:
    desk = new_desk("ada")
    desk.page.goto(desk.ranch.at("today"))
    pieces: list[str] = []
    desk.page.on("request", lambda one: pieces.append(one.method) if "/attachments/" in one.url else None)
    digest = desk.page.evaluate(_TAKEN, [PRODUCTION, 2000])
    assert pieces[0] == "HEAD" and pieces.count("PATCH") >= 2  # the page itself may bring it at the same time
    caller = Caller("ada", PRODUCTION, frozenset({READ, WRITE}))
    services = desk.ranch.company.services
    sent = services.attachments.original(caller, PRODUCTION, digest)
    assert (sent.media, Image.open(BytesIO(sent.data)).size[0]) == ("image/jpeg", 1600)
    path = f"/api/v1/productions/{PRODUCTION}/attachments/{digest}"
    shown = (
        "path => fetch(path).then((answer) => answer.blob()).then(createImageBitmap).then((one) => one.width)"
    )
    assert desk.page.evaluate(shown, path) == 1600
