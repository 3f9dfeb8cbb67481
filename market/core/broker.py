"""The embedded profile's task queue: a folder. kombu's transport, with messages that appear whole or not at all."""
import os
import uuid
from time import monotonic_ns

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """A message is written beside the queue and then renamed into it.

    kombu's own writer opens the file in place; a worker that polls in between reads half a message and dies of it.
    """

    def _put(self, queue, payload, **kwargs):
        name = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        draft = os.path.join(self.data_folder_out, f".{name}")  # noqa: PTH118
        with open(draft, "xb") as out:  # noqa: PTH123
            out.write(str_to_bytes(dumps(payload)))
        os.rename(draft, os.path.join(self.data_folder_out, name))  # noqa: PTH104, PTH118


class Transport(filesystem.Transport):
    """kombu's filesystem transport with that channel."""

    Channel = Channel
