"""What a regulator is owed after somebody was hurt: timers, fields, periods in working days; no legal advice."""
