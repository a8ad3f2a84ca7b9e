"""Keys that sign for this service: adapters around key material, one technology per file."""
