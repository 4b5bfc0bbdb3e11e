"""The knowledge folder read into checked, frozen values."""
