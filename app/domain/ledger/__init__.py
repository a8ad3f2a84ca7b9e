"""The ledger of one production: canonical bytes, entries, Merkle tree, checkpoints, exports and their verification.

Usable with nothing else of Showclear than its errors; it must not know models, databases, clocks or files.
"""
