"""What has to outlast a loss of power."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Have a folder's list of files on the disk: without it a new file may be gone.

    Raises:
        OSError: it cannot be opened, or the disk refuses.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
