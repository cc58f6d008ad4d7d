"""A clip after the engine: trimmed, at its pace, polished, levelled, in its room."""
