"""Advice held against published outcomes: scored, fitted, taken apart; it never gives advice."""
