"""The stand-in's own bank, asked in the process of the test: nothing is listening."""
import json
from pathlib import Path

from market.core import outbound
from market.funds import callbacks, gateway, signing
from market.standins.payments import bank as banks
from market.standins.payments import statements
from market.standins.payments.signing import HEADER


class Wire:
    """Stands in for ``gateway._answer``; ``tell`` hands the bank's events over as callbacks do."""

    def __init__(self, folder: Path):
        self.bank = banks.Bank(folder / "book.sqlite3")

    def answer(self, method: str, path: str, said: dict | None = None, *, seconds: float = 0):
        try:
            told = self._do(method, path.strip("/").split("/"), said)
        except banks.Refused as refused:
            raise gateway.ServiceRefused(refused.code, final=True) from refused
        body = json.dumps(told).encode()
        key = b"x" * 32 if self.bank.spoils("statement_forged") else None
        header = signing._sign(key, body, 1) if key else signing.sign(body)
        return outbound.Answer(200, {HEADER.lower(): header}, body), told

    def _do(self, method: str, parts: list[str], said: dict | None) -> dict:
        match method, parts:
            case "POST", ["v1", "references"]:
                return {**self.bank.open_reference(said), "pay_url": "x"}
            case "POST", ["v1", "refunds"]:
                return self.bank.order_refund(said)
            case "GET", ["v1", "refunds", name]:
                return self.bank.refund(name)
            case "GET", ["v1", "payments", name]:
                return statements.payment(self.bank, name)
            case "GET", ["v1", "statements", day]:
                return statements.statement(self.bank, day)
            case "GET", ["v1", "events"]:
                return {"events": self.bank.untold()}
            case "POST", ["v1", "events", "acknowledged"]:
                return {"acknowledged": self.bank.acknowledge(said["event_ids"])}
        raise AssertionError(parts)

    def tell(self, times: int = 1) -> None:
        """Tell everything that is due, so many times each."""
        for event in self.bank.to_tell():
            for _ in range(times):
                callbacks.heed(json.loads(event["body"]))
            self.bank.told(event["number"], well=True)
