"""A photo is read as pixels and written anew; what is no picture is refused with a sentence."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from accounts.photos import MAX_BYTES, SIDE


def picture(size=(400, 200), kind="JPEG", mode="RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind, **options)
    return out.getvalue()


def upload(client, content: bytes, name="me.jpg", content_type="image/jpeg"):
    return client.post(reverse("accounts:set_photo"), {"photo": SimpleUploadedFile(name, content, content_type)})


def stored(person: User) -> Image.Image:
    person.refresh_from_db()
    with person.photo.open() as file:
        return Image.open(io.BytesIO(file.read()))


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("JPEG", "CMYK")]
)
def test_a_picture_becomes_a_small_square(anna, as_, kind, mode):
    assert upload(as_(anna), picture(kind=kind, mode=mode)).status_code == 302
    image = stored(anna)
    assert (image.format, image.size) == ("WEBP", (SIDE, SIDE))


def test_metadata_is_dropped_and_the_picture_stands_upright(anna, as_):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "taken at home"
    left_half_blue = Image.new("RGB", (300, 300), "red")
    left_half_blue.paste("blue", (0, 0, 150, 300))
    out = io.BytesIO()
    left_half_blue.save(out, "JPEG", exif=exif, quality=95)
    upload(as_(anna), out.getvalue())
    image = stored(anna)
    assert not image.getexif()
    assert "icc_profile" not in image.info
    assert b"taken at home" not in anna.photo.open().read()
    top, bottom = image.convert("RGB").getpixel((128, 20)), image.convert("RGB").getpixel((128, 236))
    assert top[2] > 200 > 60 > top[0]
    assert bottom[0] > 200 > 60 > bottom[2]


def test_what_hangs_on_a_picture_is_not_kept(anna, as_):
    upload(as_(anna), picture() + b"<script>alert(1)</script>PK\x03\x04")
    content = anna.__class__.objects.get(pk=anna.pk).photo.open().read()
    assert b"script" not in content
    assert b"PK\x03\x04" not in content


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises a picture of this size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty"),
        (b"GIF89a not really", "cannot be read as a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "cannot be read as a picture"),
        (b"%PDF-1.7\n", "cannot be read as a picture"),
        (b"\0" * 4096, "cannot be read as a picture"),
        (picture()[:200], "cannot be read as a picture"),
        (picture(kind="TIFF"), "cannot be read as a picture"),
        (png_claiming(100_000, 100_000), "cannot be read as a picture"),
        (png_claiming(8_000, 8_000), "more than 50 megapixels"),
        (png_claiming(500, 500), "cannot be read as a picture"),
        (b"\xff\xd8\xff" + b"0" * MAX_BYTES, "larger than 10 MB"),
    ],
    ids=["empty", "gif", "svg", "pdf", "zeros", "cut off", "tiff", "bomb", "large", "cut png", "heavy"],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_a_sentence(anna, as_, content, sentence):
    answer = upload(as_(anna), content)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    anna.refresh_from_db()
    assert not anna.photo


def test_a_heavy_file_is_dropped_on_its_way(anna, as_, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    incoming = set(Path(site.FILE_UPLOAD_TEMP_DIR).iterdir())
    answer = upload(as_(anna), picture() + b"0" * MAX_BYTES)
    assert answer.status_code == 422
    assert answer.context["photo_form"].errors == {
        "photo": ["This picture is larger than 10 MB. Choose a smaller one."]
    }
    assert not answer.wsgi_request.FILES
    assert set(Path(site.FILE_UPLOAD_TEMP_DIR).iterdir()) == incoming
    anna.refresh_from_db()
    assert not anna.photo


def test_far_too_much_is_not_even_read(anna, as_):
    answer = as_(anna).post(reverse("accounts:set_photo"), {}, CONTENT_LENGTH="999999999999", follow=True)
    assert answer.redirect_chain == [(reverse("accounts:profile"), 303)]
    assert "That is more than can be uploaded at once." in answer.content.decode()


def test_a_photo_sent_from_elsewhere_is_refused(anna):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    assert upload(client, picture()).status_code == 403
    anna.refresh_from_db()
    assert not anna.photo


def test_no_file_at_all_is_refused(anna, as_):
    assert as_(anna).post(reverse("accounts:set_photo")).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_a_new_photo_replaces_the_former_file_and_removing_leaves_none(anna, as_, tmp_path):
    client = as_(anna)
    upload(client, picture())
    upload(client, picture(size=(50, 50)))
    assert len(list((tmp_path / "photos").iterdir())) == 1
    client.post(reverse("accounts:set_photo"), {"remove": "1"})
    anna.refresh_from_db()
    assert not anna.photo
    assert not list((tmp_path / "photos").iterdir())


def test_colleagues_see_it_with_safe_headers_and_strangers_do_not(anna, ben, as_, client):
    upload(as_(anna), picture())
    address = User.objects.get(pk=anna.pk).photo_url
    answer = as_(ben).get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"].startswith("private")
    assert client.get(address).status_code == 302


def test_a_person_without_a_photo_answers_404(anna, ben, as_):
    assert as_(ben).get(reverse("accounts:photo", args=[anna.public_id])).status_code == 404
    assert as_(ben).get(reverse("accounts:photo", args=["nobody"])).status_code == 404


def test_a_lost_file_answers_404(anna, as_, tmp_path):
    upload(as_(anna), picture())
    anna.refresh_from_db()
    anna.photo.storage.delete(anna.photo.name)
    assert as_(anna).get(anna.photo_url).status_code == 404
