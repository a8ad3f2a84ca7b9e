"""Ways out to people: adapters that carry one message each, one technology per file."""
