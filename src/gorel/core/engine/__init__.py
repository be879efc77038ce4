"""The engine: step(program, state, event) -> state and effects."""
