"""What goes wrong with data, as one family: each is one sentence that a person can be shown."""

from typing import Literal

# of a sentence for a person: an error must be read, a warning is of use, others just tell
Severity = Literal["information", "warning", "error"]


class DataError(Exception):
    """Something about drawings or their files is not as it must be; nothing was changed."""


class FormatError(DataError):
    """A file to read is damaged, hostile or not of the format: names the file and the reason.

    reason : the reason alone, for whoever names the file otherwise
    """

    def __init__(self, sentence: str, reason: str = "") -> None:
        super().__init__(sentence)
        self.reason = reason or sentence


class StoreError(DataError):
    """The digits file cannot be opened or written: names the file, what was kept, what to do."""


class Cancelled(DataError):
    """The person stopped a long import or export; nothing was changed."""
