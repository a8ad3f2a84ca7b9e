"""What each kind of record leaves behind in the state, one module per subject; no rule is here."""
