"""Archives that jobs hand on."""

import tarfile
from pathlib import Path


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a ``.tar.gz`` of plain files and folders.

    Python's own filter for this ("data", PEP 706) came to 3.10 and 3.11 in late patch releases, which not every
    distribution has; so what it would refuse is refused here.

    Raises
    ------
    tarfile.TarError
        If it is no archive, or holds anything else than files and folders that lie below ``folder``.
    """
    with tarfile.open(archive, "r:gz") as tar:
        members = tar.getmembers()
        for member in members:
            target = (folder / member.name).resolve()
            if not (member.isfile() or member.isdir()) or not target.is_relative_to(folder.resolve()):
                raise tarfile.TarError(f"{archive.name}: {member.name} is no plain file below the folder")
            member.mode = 0o755 if member.isdir() else 0o644
            member.uid = member.gid = 0
            member.uname = member.gname = ""
        for member in members:
            tar.extract(member, folder, set_attrs=False)
