"""Decides that `python -m app` is the program `showclear`, and nothing else."""

from app.cli.main import main

main()
