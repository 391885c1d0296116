"""A file over the limit is cut off on its way: what lies behind never sees more of it than the limit."""

import pytest
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

from core.uploads import Limit
from tests import make

MOST = 200_000


class Counting(FileUploadHandler):
    """Counts, by name, the bytes that reach the handlers behind the limit."""

    def __init__(self, request):
        super().__init__(request)
        self.reached = {}

    def receive_data_chunk(self, raw_data, start):
        self.reached[self.file_name] = self.reached.get(self.file_name, 0) + len(raw_data)
        return raw_data

    def file_complete(self, file_size):
        return None


@pytest.fixture
def sent(rf):
    """Post files through the limit; return the request, what reached the handlers behind, and what was dropped."""

    def send(**sizes):
        files = [make.upload(f"{name}.txt", b"x" * size) for name, size in sizes.items()]
        request, dropped = rf.post("/", {"files": files, "text": "typed"}), []
        counting = Counting(request)
        request.upload_handlers = [Limit(request, MOST, dropped), counting, TemporaryFileUploadHandler(request)]
        assert request.POST["text"] == "typed"
        return request, counting.reached, dropped

    return send


def test_what_is_larger_is_cut_off_at_the_limit(sent):
    request, reached, dropped = sent(before=1_000, large=5_000_000, after=2_000)
    assert dropped == ["large.txt"]
    assert reached["large.txt"] <= MOST
    assert [(file.name, file.size) for file in request.FILES.getlist("files")] == [
        ("before.txt", 1_000),
        ("after.txt", 2_000),
    ]


def test_exactly_the_limit_is_taken(sent):
    request, reached, dropped = sent(whole=MOST)
    assert dropped == []
    assert reached == {"whole.txt": MOST}
    assert request.FILES["files"].size == MOST


def test_each_file_is_counted_by_itself(sent):
    _request, _reached, dropped = sent(first=MOST - 1, second=MOST - 1)
    assert dropped == []
