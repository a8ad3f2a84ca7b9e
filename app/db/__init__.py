"""The only code that speaks SQL: tables, engines, migrations, and the store that the use cases write and read through."""
