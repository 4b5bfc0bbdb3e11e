"""The app in the browser of this computer."""
