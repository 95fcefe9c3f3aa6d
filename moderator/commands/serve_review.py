"""``moderator serve-review``: the review page alone, beside a daemon that runs without it."""

from pathlib import Path

import click

from moderator.app import SilentScorer
from moderator.building import build
from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES, council_in
from moderator.commands.options import config_option
from moderator.logs import start_logging
from moderator.page import page_server


@click.command(short_help="Serve the page behind the links in mails.")
@config_option
def command(config: Path | None) -> None:
    """Serve the page behind the links in mails until Ctrl-C. The daemon serves it too; this is for trying it alone."""
    start_logging(for_people=True)
    council = council_in(config)
    try:
        app = build(council, model=SilentScorer("this command judges nothing"))
        server = page_server(app)
    except MISTAKES as error:
        fail(str(error))
    click.echo(f"the review page listens on http://{council.settings.review.listen}:{server.effective_port}")
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()
    app.store.close()
