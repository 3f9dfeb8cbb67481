"""What search does when public records change."""
from market.core.models.outbox import Stream
from market.core.subscribers import after

from . import indexing


@after(indexing.CHANGED, indexing.GONE, name=indexing.SUBSCRIBER, stream=Stream.INTERNAL, batch=True)
def index_what_changed(events):
    """Bring the index up to the records these events name."""
    indexing.index(indexing.named(events))
