"""The short mails around the review page: the code that signs somebody in, and a link that was closed."""

from datetime import datetime

from moderator.domain.comment import CommentRef
from moderator.domain.effects import SendMail
from moderator.domain.spoken import moment
from moderator.mail.letter import Letter, letter_mail


def sign_in_mail(to: str, code: str, nonce: str) -> SendMail:
    """The code, in both languages; it says what to do when nobody asked for it."""
    letter = Letter(
        title=f"{code[:3]} {code[3:]}",
        about="Your code for the review page / Eich cod ar gyfer y dudalen adolygu",
        paragraphs=(
            "Type it on the page that you opened. It is good for ten minutes and works once.",
            "Teipiwch ef ar y dudalen a agorwyd gennych. Mae'n dda am ddeg munud ac yn gweithio unwaith.",
            "If you did not ask for it, somebody else has opened a link of yours: without this code they can do "
            "nothing. Never pass it on.",
        ),
        blocks=(),
        todo="Os na ofynnoch amdano, mae rhywun arall wedi agor dolen o'ch eiddo: heb y cod hwn ni allant wneud dim. "
        "Peidiwch byth â'i roi i neb.",
    )
    return letter_mail(f"sign-in:{nonce}", to, "Your code for the review page / Eich cod", letter)


def closed_link_mail(to: str, ref: CommentRef, nonce: str, recipient: str, at: datetime) -> SendMail:
    """Somebody typed wrong codes through a link, so that it is dead."""
    letter = Letter(
        title="A link to the review page was closed",
        about=f"For {to}, {moment(at).en}",
        paragraphs=(
            f"Through the link that was made for {recipient}, wrong codes were typed too often about {ref}. The link "
            "is dead; nothing was changed.",
        ),
        blocks=(),
        todo="If that was you, decide by answering the digest or with the command moderator decide; the next digest "
        "brings a fresh link. If it was not, somebody else has the mail: tell the administrator.",
    )
    return letter_mail(f"link-closed:{nonce}:{to}", to, "Moderation: a link was closed", letter)
