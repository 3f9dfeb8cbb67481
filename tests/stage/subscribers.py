"""Reactions of the stage."""
from market.core import subscribers

from .models import Play

seen_inside = []
refusing = []


@subscribers.inside("stage.play.publish")
def note(event):
    if refusing:
        raise RuntimeError("refused by the inside subscriber")
    seen_inside.append(event.object_id)


@subscribers.after("stage.play.expire", name="stage.curtain")
def fall(event):
    Play.objects.filter(pk__in=event.payload.get("ids", [event.object_id])).update(title="已谢幕")
