"""Both storages keep the same promises: whole files by their checksum, any part of them, and never one in memory."""

import io
import os
import resource
from hashlib import sha256

import pytest

from awards_app.storage.bucket import ONE_REQUEST, Bucket
from awards_app.storage.folder import Folder
from config import S3
from tests.conftest import missing

LARGE = ONE_REQUEST * 2 + 12_345
KEYS = {"key_id": "test", "secret": "test", "bucket": "awards"}


@pytest.fixture(scope="module")
def endpoint():
    """A server that speaks S3, on this machine."""
    try:
        from moto.server import ThreadedMotoServer  # noqa: PLC0415 - absent where only the folder is tested
    except ImportError:
        missing("moto")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    import boto3  # noqa: PLC0415 - as above

    url = f"http://{host}:{port}"
    words = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
    boto3.client("s3", endpoint_url=url, **words).create_bucket(Bucket="awards")
    yield url
    server.stop()


@pytest.fixture(params=["folder", "bucket", "bucket with a prefix"])
def storage(request, tmp_path):
    if request.param == "folder":
        return Folder(tmp_path / "files")
    prefix = f"{tmp_path.name}/2026" if "prefix" in request.param else tmp_path.name
    return Bucket(S3(endpoint=request.getfixturevalue("endpoint"), prefix=prefix, **KEYS))


def content(octets):
    return bytes(range(251)) * (octets // 251) + bytes(octets % 251)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("octets", [1, 70_000, ONE_REQUEST, LARGE])
def test_what_was_put_is_read_back_whole_and_in_parts(storage, tmp_path, octets):
    raw = content(octets)
    (tmp_path / "film").write_bytes(raw)
    with (tmp_path / "film").open("rb") as file:
        key = storage.put(file)
    assert key == sha256(raw).hexdigest()
    assert storage.exists(key)
    assert storage.size(key) == octets
    assert b"".join(storage.read(key)) == raw
    for start, stop in ((0, 1), (octets // 2, octets), (octets - 1, octets), (3, min(octets, 300_000))):
        assert b"".join(storage.read(key, start, stop)) == raw[start:stop]


def test_putting_the_same_twice_changes_nothing(storage):
    keys = {storage.put(io.BytesIO(b"the same")) for _twice in range(2)}
    assert len(keys) == 1


def test_of_two_who_create_the_same_object_at_once_both_succeed(endpoint):
    bucket = Bucket(S3(endpoint=endpoint, prefix="race", **KEYS))
    for _twice in range(2):
        bucket._create("ab" * 32, io.BytesIO(b"content"))
    assert b"".join(bucket.read("ab" * 32)) == b"content"


def test_a_key_that_is_not_there_is_told_before_anything_is_read(storage):
    assert not storage.exists("0" * 64)
    for ask in (storage.size, storage.read):
        with pytest.raises(FileNotFoundError):
            ask("0" * 64)


def test_a_store_that_does_not_answer_is_an_error_of_the_system():
    bucket = Bucket(S3(endpoint="http://127.0.0.1:9", **KEYS))
    with pytest.raises(OSError, match="object store failed"):
        bucket.put(io.BytesIO(b"x"))


def test_a_store_without_the_bucket_is_an_error_of_the_system(endpoint):
    bucket = Bucket(S3(endpoint=endpoint, key_id="k", secret="s", bucket="elsewhere"))
    with pytest.raises(OSError):
        bucket.put(io.BytesIO(b"x"))


def test_a_full_disk_leaves_no_half_file(tmp_path):
    """The limit of a file's size stands for the full disk: the system refuses in the middle of a write."""
    folder = Folder(tmp_path / "files")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(OSError):
            folder.put(io.BytesIO(content(300_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [name for _folder, _folders, names in os.walk(tmp_path) for name in names] == []
