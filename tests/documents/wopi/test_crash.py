"""A process that is killed at any point of a save leaves the old state or the new one; the sweeper takes the rest."""

import os
import signal
import sys
import traceback
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from documents import actions, sweeping, verbs
from documents.keeping import holders
from documents.models import DiscardedFile, Document, HeldUpload, Preview, Template
from documents.models.preview import State
from documents.previews import making
from documents.tidying import clear_away
from history.models import Event
from tests import make
from tests.documents import pictures
from tests.documents.wopi.office import call

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.long,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is killed here is a fork of this one"),
]

# What Python tells of what it is about to do (PEP 578).
ON_THE_DISK = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"}
PIECE = b"0123456789" * 20_000


class Clock:
    """Counts the points of a deed, and kills this process at the last: after each statement, before each deed on disk.

    What comes before a statement comes after the one before it, and the end of a transaction lies between two points.
    """

    def __init__(self, last: int, folders: tuple[str, ...]) -> None:
        self.left, self.folders = last, folders

    def tick(self) -> None:
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)

    def told(self, event, args) -> None:
        """An audit hook; importing modules is no point of a save."""
        if event in ON_THE_DISK and str(args[0]).startswith(self.folders):
            self.tick()

    def statement(self, execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        self.tick()
        return answer


def killed_at(point, deed, folders):
    """Do it in a process of its own that is killed at this point of it; return whether it was."""
    connection.close()
    child = os.fork()
    if not child:
        try:
            clock = Clock(point, folders)
            sys.addaudithook(clock.told)
            with connection.execute_wrapper(clock.statement):
                deed()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(1)
    _child, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "it failed instead of being killed"
    return os.WIFSIGNALED(status)


def standing():
    """What people find: the documents with each version's content, templates, what waits, pictures, events told."""
    documents = []
    for row in Document.objects.order_by("pk"):
        versions = list(row.versions.order_by("number"))
        assert [version.number for version in versions] == [*range(1, row.current_number + 1)]
        documents.append((row.name, [version.file.read() for version in versions]))
    templates = [(row.name_de, row.file.read()) for row in Template.objects.order_by("pk")]
    waiting = [row.file.read() for row in HeldUpload.objects.order_by("pk")]
    drawn = [row.file.read() for row in Preview.objects.exclude(file="").order_by("pk")]
    told = Event.objects.filter(verb__startswith="documents.").count()
    return documents, templates, waiting, drawn, told


def named():
    return {str(path) for model in holders() for path in model.objects.exclude(file="").values_list("file", flat=True)}


@pytest.fixture
def survives(disk, tmp_path, tmp_path_factory, settings):
    """Kill a deed at its first point, its second, and so on, until it comes to its end; check after each kill.

    A deed that can be done `again` goes on from whatever a kill left; another one ends with the first new state.
    Return what stands at the end.
    """
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path_factory.mktemp("incoming")

    def check(deed, *, points, again=False):
        seen, point, folders = [standing()], 1, (str(tmp_path), settings_folder())
        while killed_at(point, partial(deed, point) if again else deed, folders):
            found = standing()
            assert not list(sweeping.rows_without_file()), f"a row without its file at point {point}"
            call_command("sweep_files", "--remove", "--minutes", "0", stdout=StringIO())
            assert set(disk()) == named(), f"an orphan at point {point}"
            assert not os.listdir(settings_folder()), f"an upload that never ended at point {point}"
            if found != seen[-1]:
                seen.append(found)
                if not again:
                    break
            point += 1
        assert point > points, "it was not killed often enough to tell anything"
        assert standing() != seen[0]
        print(f"killed at {point} points, {len(seen) - 1} times with the new state")
        return standing()

    def settings_folder():
        return str(settings.FILE_UPLOAD_TEMP_DIR)

    return check


def of(document):
    return Document.objects.get(pk=document.pk)


def content(number):
    return b"%d " % number + PIECE


def whole(versions):
    """Whether each of these contents is one that was once sent, from its beginning to its end."""
    return all(one == b"Inhalt" or one == content(int(one[: one.index(b" ")])) for one in versions)


def test_an_upload(survives, restricted, anna):
    def deed(number):
        actions.upload_all(restricted, [make.upload(f"{number}.txt", content(number))], by=anna)

    documents, *_others, told = survives(deed, points=15, again=True)
    assert told == len(documents) >= 2
    assert all(versions == [content(int(name.partition(".")[0]))] for name, versions in documents)


def test_the_next_version(survives, document, anna):
    def deed(number):
        of(document).add_version(make.upload(content=content(number)), by=anna)

    ((_name, versions),), *_others, told = survives(deed, points=15, again=True)
    assert told == len(versions) >= 3
    assert whole(versions)


def test_a_version_that_is_restored(survives, document, anna):
    document.add_version(make.upload(content=content(2)), by=anna)
    new = survives(lambda: of(document).restore(document.versions.get(number=1), by=anna), points=15)
    assert new[0] == [("Angebot.txt", [b"Inhalt", content(2), b"Inhalt"])]


def test_what_an_office_server_saves(survives, document, annas):
    assert call("Lock", document, annas).status_code == 200

    def deed(number):
        assert call("PutFile", document, annas, content(number)).status_code == 200

    ((_name, versions),), *_others = survives(deed, points=25, again=True)
    assert len(versions) >= 3
    assert whole(versions)
    assert Event.objects.filter(verb=verbs.EDITED_IN_OFFICE).count() == 1


def test_what_an_office_server_saves_beside_it(survives, document, annas):
    def deed():
        assert call("PutRelativeFile", document, annas, PIECE, X_WOPI_SuggestedTarget="Kopie.txt").status_code == 200

    new = survives(deed, points=25)
    assert new[0] == [("Angebot.txt", [b"Inhalt"]), ("Kopie.txt", [PIECE])]


ANSWERED = {
    "become_version": [("Angebot.txt", [b"Inhalt", b"neu"])],
    "become_document": [("Angebot.txt", [b"Inhalt"]), ("Angebot (2).txt", [b"neu"])],
    "let_go": [("Angebot.txt", [b"Inhalt"])],
}


@pytest.mark.parametrize("answer", ANSWERED)
def test_an_answer_to_what_waited(survives, document, restricted, carla, answer):
    actions.upload_all(restricted, [make.upload(content=b"neu")], by=carla)
    new = survives(lambda: getattr(HeldUpload.objects.get(), answer)(), points=5)
    assert (new[0], new[2]) == (ANSWERED[answer], [])


def test_another_file_of_a_template(survives, dora):
    template, file = make.template(by=dora), make.docx_file("{{ contact.name }} neu")
    new = survives(lambda: Template.objects.get(pk=template.pk).revise({}, by=dora, upload=file), points=15)
    file.seek(0)
    assert new[1] == [("Angebot", file.read())]


def test_the_picture_of_a_preview(survives, document):
    row, picture = Preview.objects.create(version=document.current), pictures.png((10, 10))
    assert survives(lambda: making._write(row, State.READY, picture=picture), points=5)[3] == [picture]


def test_a_deletion_and_the_clearing_away(survives, document, anna, disk, tmp_path):
    assert survives(lambda: of(document).remove(by=anna), points=10)[0] == []
    assert len(disk()) == 1
    point = 1
    while killed_at(point, lambda: clear_away(DiscardedFile.objects.get()), (str(tmp_path),)):
        if not DiscardedFile.objects.exists():
            break
        point += 1
    assert point > 4
    assert disk() == []
