"""Answering whether a number, a hash or a file stands in what was published."""
import re
from dataclasses import dataclass
from uuid import UUID

from market.core.models import StoredFile
from market.custody import receipts
from market.custody.models import Receipt
from market.projects.models import Project

from .models import Attachment, Disclosure, DisclosureVersion, Rendition


@dataclass(frozen=True, slots=True)
class Finding:
    """What a query hit: a ``version`` by its digest or id, a ``file`` by its hash, a ``project`` by its code, a
    ``receipt`` by its number."""

    what: str
    version: DisclosureVersion | None = None
    attachment: Attachment | None = None
    project: Project | None = None
    receipt: Receipt | None = None


def find(query: str, *, actor=None) -> Finding | None:
    """The published thing with that number, or None: not found is not the same as forged.

    A receipt is found by everybody from the lawful moment on, before it by its holder alone.
    """
    wanted = query.replace("\x00", "").strip()[:200]
    if receipts.is_number(wanted):
        receipt = receipts.find(wanted, actor=actor)
        return Finding("receipt", receipt=receipt) if receipt else None
    compact = re.sub(r"[\s·…-]", "", wanted).lower()
    public = (DisclosureVersion.objects.exclude(disclosure__status=Disclosure.Status.NEW)
              .select_related("disclosure__source"))
    if re.fullmatch(r"[0-9a-f]{12,64}", compact) and len(compact) != 32:
        versions = list(public.filter(digest__gte=compact, digest__lt=compact + "g")[:2])
        if len(versions) == 1:
            return Finding("version", version=versions[0])
        if len(compact) == 64 and (stored := StoredFile.objects.filter(sha256=compact).first()):
            return _of_file(stored, public)
    if re.fullmatch(r"[0-9a-f]{32}", compact):
        found = public.filter(disclosure=UUID(compact)).order_by("-number").first()
        if found:
            return Finding("version", version=found)
    project = Project.objects.filter(code=wanted).order_by("origin").first() if wanted else None
    return Finding("project", project=project) if project else None


def _of_file(stored: StoredFile, public) -> Finding | None:
    attachment = (Attachment.objects.filter(file__sha256=stored.sha256, version__in=public)
                  .select_related("version__disclosure__source", "file").order_by("version__published_at").first())
    if attachment:
        return Finding("file", attachment=attachment, version=attachment.version)
    rendition = Rendition.objects.filter(file__sha256=stored.sha256).first()
    return Finding("pdf", version=public.get(pk=rendition.version_id)) if rendition else None
