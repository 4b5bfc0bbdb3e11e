"""What leaves the app: an address to the browser, a text to the clipboard."""

from __future__ import annotations

from textual.dom import DOMNode

from advisor.text import shorten, visible

SHOWN = 60


def visit(node: DOMNode, url: str) -> None:
    """Open a web address in the browser; whatever else stands in its place is only told."""
    if url.startswith(("https://", "http://")):
        node.app.open_url(url)
    else:
        told = f"This is no web address: {shorten(visible(url), SHOWN)}"
        node.app.notify(told, severity="warning", markup=False)


def copy(node: DOMNode, text: str) -> None:
    """Put a text into the clipboard, by the way in which terminals take one."""
    node.app.copy_to_clipboard(text)
    told = f"Copied, if your terminal allows it: {shorten(visible(text), SHOWN)}"
    node.app.notify(told, markup=False)
