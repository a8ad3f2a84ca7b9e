"""What a regulator is owed after somebody was hurt: timers, the notice's fields, periods in working days; no legal advice."""
