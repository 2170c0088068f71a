"""Archives between jobs: what is taken, and what is refused."""

import io
import tarfile
from pathlib import Path

import pytest

from mainstay_training.unpack import unpack


def archive_of(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for member, content in members:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def test_files_and_folders_come_out(tmp_path: Path) -> None:
    archive = archive_of(
        tmp_path / "model.tar.gz", (member("native", tarfile.DIRTYPE), b""), (member("native/model.ubj"), b"trees")
    )
    unpack(archive, tmp_path / "out")
    assert (tmp_path / "out" / "native" / "model.ubj").read_bytes() == b"trees"


@pytest.mark.parametrize(
    "bad",
    [member("../outside"), member("/absolute"), member("link", tarfile.SYMTYPE, "/etc/passwd")],
    ids=["above", "absolute", "link"],
)
def test_nothing_leaves_the_folder(tmp_path: Path, bad: tarfile.TarInfo) -> None:
    archive = archive_of(tmp_path / "model.tar.gz", (member("fine"), b"x"), (bad, b""))
    with pytest.raises(tarfile.TarError, match="no plain file"):
        unpack(archive, tmp_path / "out")
    assert not (tmp_path / "outside").exists()
    assert not (tmp_path / "out" / "fine").exists()
