"""What custody does after an act: the papers somebody waits for."""
from market.core.models import Stream
from market.core.subscribers import after

from . import papers


@after(papers.WANTED, name="custody.papers", stream=Stream.INTERNAL)
def make_paper(event) -> None:
    """Typeset a receipt."""
    papers.make(event.object_id)
