"""Decides which address asks which question; one module per subject, named as the subject is everywhere else."""
