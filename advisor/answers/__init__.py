"""Typed answers and derived facts, with their provenance; the answers file read and written."""
