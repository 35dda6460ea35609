"""What goes wrong with data, as one family: each is one sentence that a person can be shown."""


class DataError(Exception):
    """Something about drawings or their files is not as it must be; nothing was changed."""


class FormatError(DataError):
    """A file to read is damaged, hostile or not of the format: names the file and the reason."""


class StoreError(DataError):
    """The digits file cannot be opened or written: names the file, what was kept, what to do."""


class Cancelled(DataError):
    """The person stopped a long import or export; nothing was changed."""
