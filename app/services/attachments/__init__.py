"""Photos and papers beside the ledger: brought in pieces, kept by digest, shown without what a file hides."""
