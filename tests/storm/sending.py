"""The sender's side of a storm: plain HTTP on kept connections, with what came back and when."""
import http.client
import time
import uuid
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import urlencode

from .ground import CSRF, Sender


@dataclass(frozen=True)
class Answer:
    """One request: when it left and when its answer was complete (seconds of the wall clock), and what came back."""

    sent: float
    done: float
    status: int
    location: str = ""
    body: bytes = b""
    offset: int = 0
    envelope: str = ""


class Wire:
    """A kept connection; opened anew after a failure, which is raised."""

    def __init__(self, port: int):
        self.port, self.held = port, None

    def ask(self, method: str, path: str, sender: Sender, body: bytes = b"", **headers: str) -> Answer:
        """Raises OSError or http.client.HTTPException where no whole answer came."""
        if self.held is None:
            self.held = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        sent = time.time()
        try:
            self.held.request(method, path, body, {
                "Cookie": f"sessionid={sender.cookie}; csrftoken={CSRF}", "X-CSRFToken": CSRF, "Host": "localhost",
                **{name.replace("_", "-"): value for name, value in headers.items()}})
            answer = self.held.getresponse()
            content = answer.read()
        except BaseException:
            self.held.close()
            self.held = None
            raise
        return Answer(sent, time.time(), answer.status, answer.headers.get("Location", ""), content,
                      int(answer.headers.get("Upload-Offset", 0)), answer.headers.get("Envelope-Id", ""))

    def submit(self, tender: str, lot: tuple[str, int], sender: Sender, envelopes: list[str]) -> Answer:
        """Hand these envelopes in for a lot."""
        form = urlencode([("idempotency_key", str(uuid.uuid4())), ("agree", "on"),
                          *(("envelope", one) for one in envelopes)]).encode()
        return self.ask("POST", f"/desk/bids/{tender}/submit/?lot={lot[1]}", sender, form,
                        Content_Type="application/x-www-form-urlencoded")

    def upload(self, sender: Sender, own: str, *, lot: str, stage: str, volume: str, version: int,
               content: bytes) -> None:
        """An envelope over tus, gone on with where an earlier try broke off; all there, an empty piece has it checked.

        Raises AssertionError for a refusal.
        """
        place = f"/desk/bids/uploads/{own}/"
        there = self.ask("HEAD", place, sender, Tus_Resumable="1.0.0")
        if there.status == 404:
            said = {"id": own, "lot": lot, "stage": stage, "volume": volume, "version": str(version)}
            told = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in said.items())
            there = self.ask("POST", "/desk/bids/uploads/", sender, Upload_Length=str(len(content)),
                             Upload_Metadata=told, Tus_Resumable="1.0.0")
            assert there.status == 201, (there.status, there.body[:300])
        if there.envelope:
            return
        sent = self.ask("PATCH", place, sender, content[there.offset:], Upload_Offset=str(there.offset),
                        Tus_Resumable="1.0.0", Content_Type="application/offset+octet-stream")
        assert sent.status == 204, (sent.status, sent.body[:300])
