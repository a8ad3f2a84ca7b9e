"""The process that hears time alone, beside services on PostgreSQL; on SQLite a thread of the service does it."""
