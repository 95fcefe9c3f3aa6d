"""A moderator of the demonstration decides through the link in the digest, and through nothing else."""

import threading
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from moderator.demo.visiting import decide_by_link
from moderator.domain.comment import AccountRef, CommentRef

REF = CommentRef(AccountRef("facebook", "100"), "5_6")


class ReviewPage:
    """A page with a form, which remembers what was sent to it."""

    def __init__(self):
        self.sent = []
        page = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args):
                pass

            def _answer(self, body=b'<input type="hidden" name="form" value="to&amp;ken">'):
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                self._answer()

            def do_POST(self):
                read = self.rfile.read(int(self.headers["Content-Length"])).decode()
                page.sent.append((self.path, {key: value[0] for key, value in parse_qs(read).items()}))
                self._answer()

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def page():
    """The page, listening on loopback."""
    found = ReviewPage()
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()
    thread.join(5)


def digest(*items):
    mail = EmailMessage()
    mail.set_content(("\r\n" + "-" * 40 + "\r\n").join(["Moderation digest", *items]))
    return mail


def item(page, ref, code, token):
    return f"1. Page   code {code}\r\n   Decide: {page.address}/r/{token}\r\n   Ref {ref}\r\n"


def test_the_right_item_of_the_newest_digest_is_opened_and_its_code_typed(page):
    other = CommentRef(REF.account, "5_66")
    old = digest(item(page, REF, "OLD1", "old"))
    new = digest(item(page, other, "NOPE", "other"), item(page, REF, "CODE", "right"))

    accepted = decide_by_link([old, new], REF, "keep")

    assert accepted
    assert page.sent == [("/r/right", {"form": "to&ken", "code": "CODE", "verdict": "keep"})]


def test_without_a_link_in_any_mail_nothing_is_decided(page):
    assert not decide_by_link([digest("nothing to decide")], REF, "keep")
    assert page.sent == []
