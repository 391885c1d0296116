"""What every answer says to the browser."""


def test_private_pages_are_kept_nowhere(client, db):
    headers = client.get("/accounts/login/").headers
    assert "no-store" in headers["Cache-Control"]
    assert "private" in headers["Cache-Control"]


def test_no_script_style_or_frame_of_strangers(client, db):
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    assert parts["script-src"] == parts["style-src"] == parts["default-src"] == parts["form-action"] == "'self'"
    assert parts["object-src"] == parts["base-uri"] == parts["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


def test_features_that_no_page_uses_are_off(client, db):
    assert "camera=()" in client.get("/accounts/login/").headers["Permissions-Policy"]
