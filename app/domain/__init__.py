"""The pure core: what a record is, what a protocol asks, what follows; no clock, randomness, environment or I/O."""
