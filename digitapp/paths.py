"""Where things lie: the only file that knows the places of resources and of the person's files."""

from pathlib import Path


def resource(name: str) -> Path:
    """Give the path of a file in resources/, in a checkout as in an installed wheel."""
    package = Path(__file__).resolve().parent
    installed = package / "resources" / name
    return installed if installed.exists() else package.parent / "resources" / name
