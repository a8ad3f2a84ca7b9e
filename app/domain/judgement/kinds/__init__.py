"""The nine kinds of rule, one file each; every docstring says when such a rule is met, broken, and not yet either."""
