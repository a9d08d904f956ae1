"""Other readers of the linked program, each held equal to the evaluator, each with an extra."""
