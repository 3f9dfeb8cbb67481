"""Addresses of contracts."""
from django.urls import path

from .views import accepting, archiving, drafting, listing, performing, publishing, signing

app_name = "contracts"
HERE = "desk/contracts/<uuid:pk>/"
urlpatterns = [
    path("desk/contracts/", listing.contracts, name="list"),
    path("desk/contracts/awards/<uuid:pk>/", listing.begin, name="begin"),
    path(HERE, drafting.contract, name="contract"),
    path(f"{HERE}draft/", drafting.draft, name="draft"),
    path(f"{HERE}offer/", drafting.offer, name="offer"),
    path(f"{HERE}take-back/", drafting.take_back, name="take-back"),
    path(f"{HERE}text/", signing.words, name="text"),
    path(f"{HERE}text.txt", signing.file, name="text-file"),
    path(f"{HERE}paper.pdf", signing.paper, name="paper"),
    path(f"{HERE}receipt.json", signing.receipt, name="receipt"),
    path(f"{HERE}sign/", signing.sign, name="sign"),
    path(f"{HERE}publish/", publishing.publish, name="publish"),
    path(f"{HERE}publish/redact/", publishing.redact, name="redact"),
    path(f"{HERE}publish/redact/<uuid:redaction>/remove/", publishing.unredact, name="unredact"),
    path(f"{HERE}publish/settle/", publishing.settle_redaction, name="settle-redaction"),
    path(f"{HERE}publish/now/", publishing.publish_now, name="publish-now"),
    path(f"{HERE}file/", publishing.file_now, name="file"),
    path(f"{HERE}performance/", performing.performance, name="performance"),
    path(f"{HERE}performance/start/", performing.start, name="start"),
    path(f"{HERE}performance/<uuid:milestone>/", performing.report, name="report"),
    path(f"{HERE}performance/<uuid:milestone>/evidence/", performing.evidence, name="evidence"),
    path(f"{HERE}changes/", performing.propose, name="propose"),
    path(f"{HERE}changes/<int:number>/", performing.change, name="change"),
    path(f"{HERE}changes/<int:number>/decline/", performing.decline, name="decline"),
    path(f"{HERE}acceptance/", accepting.acceptance, name="acceptance"),
    path(f"{HERE}acceptance/inspect/", accepting.inspect, name="inspect"),
    path(f"{HERE}acceptance/accept/", accepting.accept, name="accept"),
    path(f"{HERE}acceptance/<int:number>/paper.pdf", accepting.sheet_paper, name="sheet-paper"),
    path(f"{HERE}acceptance/<int:number>/report/", accepting.sheet_report, name="sheet-report"),
    path(f"{HERE}payment/", accepting.payment, name="payment"),
    path(f"{HERE}payment/<uuid:instalment>/", accepting.paid, name="paid"),
    path(f"{HERE}payment/<uuid:instalment>/voucher/", accepting.voucher, name="voucher"),
    path(f"{HERE}payment/settle/", accepting.settle, name="settle"),
    path(f"{HERE}archive/", archiving.archive, name="archive"),
    path(f"{HERE}archive/list/", archiving.make_up, name="make-up"),
    path(f"{HERE}archive/close/", archiving.close, name="close"),
    path(f"{HERE}archive/pack.zip", archiving.pack, name="pack"),
]
