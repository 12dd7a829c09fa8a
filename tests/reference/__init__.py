"""What the browser alone does, once more in Python: tests hold both against `tests/vectors` and against each other."""
