"""Parts of screens: plain values in, messages out; they know neither app nor screens."""
