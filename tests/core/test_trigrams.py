"""Finding a piece of a word in many texts: whatever is written is found, and the index is kept by the database."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from core import trigrams
from documents.models import Document, Preview
from opportunities.models import Opportunity
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(opportunity, anna):
    """A preview whose words are searched."""
    version = make.document(opportunity=opportunity, by=anna).current
    return Preview.objects.create(version=version, words="warenlieferung 50%_* größe[1]")


def found(piece):
    return Preview.objects.filter(words__holds=piece).exists()


def plan(rows):
    return rows.explain()


@pytest.mark.parametrize(
    "piece", ["lieferung", "ware", "ung 50", "50%", "%_*", "*", "[1]", "e[1", "größe", "ö", "li", "", "warenlieferung"]
)
def test_every_piece_is_found_and_nothing_else(words, piece):
    assert found(piece)
    assert not found(f"{piece}x")


@pytest.mark.parametrize("piece", ["w?ren", "50__", "[0-9]", "'", '"', "\\", "WAREN"])
def test_a_sign_stands_for_itself(words, piece):
    assert not found(piece)
    Preview.objects.update(words=f"vor{piece}nach")
    assert found(f"vor{piece}nach")


def test_the_index_follows_each_way_of_writing(words):
    words.words = "geändert"
    words.save()
    assert (found("lieferung"), found("geändert")) == (False, True)
    Preview.objects.update(words="alle auf einmal")
    assert (found("geändert"), found("einmal")) == (False, True)
    with transaction.atomic():
        Preview.objects.update(words="zurückgenommen")
        transaction.set_rollback(True)
    assert (found("zurückgenommen"), found("einmal")) == (False, True)
    Preview.objects.bulk_update([Preview(pk=words.pk, words="in mehreren")], ["words"])
    assert found("mehreren")
    words.version.document.remove(by=words.version.created_by)
    assert not found("mehreren")


def test_what_sqlite_lost_with_a_table_made_anew_is_made_after_the_next_migration(words):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL alters tables in place.")
    with connection.cursor() as cursor:
        for what in ("insert", "update", "delete"):
            cursor.execute(f"DROP TRIGGER documents_preview_words_trigrams_{what}")
    Preview.objects.update(words="ohne aufsicht geschrieben")
    assert not found("aufsicht")
    assert trigrams.ensure() == ["documents_preview_words_trigrams"]
    assert found("aufsicht")
    assert not trigrams.ensure()


def test_it_is_the_index_that_answers(words):
    if connection.vendor == "sqlite":
        assert "documents_preview_words_trigrams VIRTUAL TABLE" in plan(Preview.objects.filter(words__holds="liefer"))
        assert "documents_document_search_text_trigrams VIRTUAL" in plan(Document.objects.search("liefer"))
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if not cursor.fetchone():
            pytest.skip("This PostgreSQL has no pg_trgm: every text is read.")
    assert trigrams.DEAR in plan(Preview.objects.filter(words__holds="liefer"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "documents_preview_words_trigrams" in plan(Preview.objects.filter(words__holds="liefer"))


def test_a_database_without_such_an_index_reads_every_text(words, monkeypatch):
    monkeypatch.setitem(trigrams._there, str(connection.settings_dict["NAME"]), frozenset())
    assert found("lieferung")
    assert not found("lieferungx")


def test_it_is_built_anew_by_a_command(words, capsys):
    if connection.vendor == "postgresql":
        pytest.skip("An index of PostgreSQL cannot be dropped while a test holds its table.")
    call_command("rebuild_search")
    assert "documents_preview_words_trigrams" in capsys.readouterr().out
    assert found("lieferung")


def test_only_a_text_that_is_never_null_can_be_searched():
    with pytest.raises(TypeError, match="never NULL"):
        trigrams.index(Document, "name")


def test_an_index_that_nobody_asks_for_any_more_goes(opportunity, monkeypatch):
    name = "opportunities_opportunity_search_text_trigrams"
    with monkeypatch.context() as asked:
        asked.setattr(trigrams, "_texts", dict(trigrams._texts))
        trigrams.index(Opportunity, "search_text")
        made = trigrams.ensure()
        if connection.vendor == "sqlite":
            assert made == [name]
            assert "VIRTUAL TABLE" in plan(Opportunity.objects.search("lieferung"))
        Opportunity.objects.update(search_text="warenlieferung")
        assert Opportunity.objects.search("lieferung").exists()
    trigrams.ensure()
    assert name not in connection.introspection.table_names()
    Opportunity.objects.update(search_text="geändert")
    assert not Opportunity.objects.search("lieferung").exists()
