"""An advice turned into text: strings out, no input or output."""
