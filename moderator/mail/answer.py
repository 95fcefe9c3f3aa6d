"""The mails around a reply: what became of every line, and why one that could not be trusted changed nothing."""

from dataclasses import replace

from moderator.domain.answered import AnswerLetter, ChangedItem, RefusedReply, Undelivered
from moderator.domain.changes import changed_words
from moderator.domain.effects import SendMail
from moderator.domain.orders import MARKER
from moderator.domain.shown import one_line, ours_on_one_line
from moderator.domain.spoken import moment
from moderator.mail.letter import Block, Letter, letter_mail
from moderator.mail.welsh import welsh

#: A moderator's own line as it is repeated to them.
_LINE_LENGTH = 100
_UNREAD = (
    "It stands below a quotation or a signature, where no decision is read. Nothing was done; write it at the top."
)
_HOW = (
    "To decide, answer this mail or the digest with one line for each item: its number, then ok, hide and the house "
    "rule, report, answer, contact, ack, action, refer and the desk, or send for the draft. undo and a number takes a "
    "decision back. In Welsh: iawn, cuddio, adrodd, ateb, cysylltu, cydnabod, gweithredu, cyfeirio, anfon, dadwneud."
)


def answer_mail(answer: AnswerLetter) -> SendMail:
    """To the moderator who replied: for every line what was done, or why nothing was."""
    done = sum(line.is_done for line in answer.lines)
    not_done = len(answer.lines) - done + len(answer.unread)
    title = _title(done, not_done)
    blocks = [
        _quoted(line.line, *(ours_on_one_line(one) for one in (line.sentence, line.which) if one), is_done=line.is_done)
        for line in answer.lines
    ]
    blocks += [_quoted(line, _UNREAD, is_done=False) for line in answer.unread]
    blocks += [_changed_block(item) for item in answer.changed]
    paragraphs = ["" if answer.lines else "No decision was found above the quotation, so nothing was changed."]
    if answer.is_back:
        paragraphs.append("You were taken to be away; your digests now come to you alone again.")
    letter = Letter(
        title=_heading(title, answer.to.language),
        about=f"For {ours_on_one_line(answer.to.name)}, {moment(answer.at, answer.zone).en}",
        paragraphs=(" / ".join(MARKER), *(one for one in paragraphs if one)),
        blocks=tuple(blocks),
        todo=f"The numbers are those of your digest. {_HOW}",
    )
    mail = letter_mail(answer.key, answer.to.email, f"Moderation: {title}", letter, answer.to.language)
    return replace(mail, reply_token=answer.reply_token)


def refused_reply_mail(refused: RefusedReply) -> SendMail:
    """To the registered moderator, never to the sender: somebody's reply was not acted on."""
    letter = Letter(
        title="A reply to your digest changed nothing",
        about=f"For {ours_on_one_line(refused.to.name)}, {moment(refused.at, refused.zone).en}",
        paragraphs=(refused.why,),
        blocks=(Block(title="It claims to come from", lines=(one_line(refused.sender) or "nobody in particular",)),),
        todo=refused.what_to_do,
    )
    return letter_mail(refused.key, refused.to.email, "Moderation: a reply changed nothing", letter)


def undelivered_mail(lost: Undelivered) -> SendMail:
    """To those who answer for the profile: one of its people is not reached by mail."""
    count = len(lost.what)
    block = Block(
        title=ours_on_one_line(lost.recipient),
        lines=(*(ours_on_one_line(one) for one in lost.what), ours_on_one_line(lost.why)),
        is_late=True,
    )
    letter = Letter(
        title=f"{'A mail' if count == 1 else f'{count} mails'} could not be delivered",
        about=f"For {ours_on_one_line(lost.to.name)}, {moment(lost.at, lost.zone).en}",
        paragraphs=("Whoever it was for has not been told. The clocks of their comments go on.",),
        blocks=(block,),
        todo="Look at what waits with the command moderator queue, correct the address in the register if it is wrong, "
        "and send the mail again with moderator outbox retry.",
    )
    return letter_mail(lost.key, lost.to.email, "Moderation: a mail could not be delivered", letter)


def _title(done: int, not_done: int) -> str:
    if not done and not not_done:
        return "your reply held no decision"
    said = [f"{done} done"] if done else []
    said += [f"{not_done} not done"] if not_done else []
    return f"your reply: {', '.join(said)}"


def _heading(title: str, language: str) -> str:
    """In both languages even where the rest is English: whoever reads it knows that it can be had in Welsh."""
    heading = f"{title[:1].upper()}{title[1:]}"
    if language != "en":
        return heading
    cy = welsh()(heading)
    return f"{heading} / {cy[:1].lower()}{cy[1:]}"


def _quoted(line: str, *said: str, is_done: bool) -> Block:
    return Block(title=one_line(line, _LINE_LENGTH), lines=said, is_late=not is_done, is_quoted=True)


def _changed_block(item: ChangedItem) -> Block:
    return Block(
        title=f"{item.number}. {ours_on_one_line(item.account)}: the words have changed",
        lines=("Nothing was done about it. Please decide again, by the same number, in answer to this mail.",),
        comment=changed_words(item.before, item.after),
    )
