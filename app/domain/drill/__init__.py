"""A drill: a production of its own, known by its name alone, whose records never enter the one it drills for."""
