"""Decides what every request meets before its route: an id, a log line, a limit; plain ASGI, so that it costs little."""
