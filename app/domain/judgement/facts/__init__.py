"""The closed vocabulary of facts, computed: one module per subject; a new fact is code, like a new kind of rule."""
