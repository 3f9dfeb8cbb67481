"""Reactions of the stage, switched on by the tests that need them."""
from market.core import subscribers

seen_inside = []
refusing = []


@subscribers.inside("stage.play.publish")
def note(event):
    if refusing:
        raise RuntimeError("refused by the inside subscriber")
    seen_inside.append(event.object_id)
