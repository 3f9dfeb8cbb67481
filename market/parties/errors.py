"""Why an act on accounts or organisations was refused."""


class PartyRefused(Exception):
    """Nothing was changed. ``code`` is stable, ``sentence`` for the screen, ``field`` names what was typed wrongly."""

    def __init__(self, code: str, sentence: str, field: str = ""):
        super().__init__(sentence)
        self.code, self.sentence, self.field = code, sentence, field
