"""Use cases: each owns its transaction and asks for permission itself; they know ports, never SQL, HTTP or files."""
