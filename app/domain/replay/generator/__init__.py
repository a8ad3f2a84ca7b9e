"""Decides what a production's records look like when everybody does everything right: material for tests and benchmarks."""

from app.domain.replay.generator.dice import Choices, Dice
from app.domain.replay.generator.production import generate, generate_with

__all__ = ["Choices", "Dice", "generate", "generate_with"]
