"""Prints, as JSON, what AT-SPI tells of the page of Firefox with the title that is given: see spoken.ts."""
import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402


def below(node):
    yield node
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield from below(child)


def has(node, state):
    return node.get_state_set().contains(state)


def named(node):
    return {"name": node.get_name(), "description": node.get_description()}


def page(title):
    for node in below(Atspi.get_desktop(0)):
        if node.get_role_name() == "document web" and node.get_name() == title and has(node, Atspi.StateType.SHOWING):
            return node
    raise LookupError(title)


def heard(title):
    nodes = list(below(page(title)))
    fields = [node for node in nodes if node.get_role_name() in ("entry", "password text")]
    boxes = [node for node in nodes if node.get_role_name() == "check box" and node.get_name() == "Dismiss"]
    focused = [node for node in nodes[1:] if has(node, Atspi.StateType.FOCUSED)]
    return {
        "title": title,
        "headings": [node.get_name() for node in nodes if node.get_role_name() == "heading"],
        "focus": named(focused[0]) if focused else None,
        "invalid": [node.get_name() for node in fields if has(node, Atspi.StateType.INVALID_ENTRY)],
        "required": [node.get_name() for node in fields if has(node, Atspi.StateType.REQUIRED)],
        "boxes": [named(box) for box in boxes],
    }


def settled(title, until):
    """The tree follows the page: it is read until it stays the same."""
    last = None
    while True:
        try:
            now = heard(title)
            if now == last:
                return now
            last = now
        except Exception as error:  # parts of the tree go while it is read
            last = error
        if time.monotonic() > until:
            raise TimeoutError(repr(last))
        time.sleep(0.3)


print(json.dumps(settled(sys.argv[1], time.monotonic() + 10)))
