"""The words of the review page and the appeal page in both languages; what comes from comments is never here.

The Welsh has not been read by a native speaker yet (cy_reviewed = false).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from moderator.domain.spoken import Words

LANGUAGES = ("cy", "en")

PHRASES = {
    "other_language": Words("Cymraeg", "English"),
    "close": Words("You may close this page.", "Gallwch gau'r dudalen hon."),
    "nothing_here": Words("Nothing here", "Does dim yma"),
    "expired": Words("This link has expired", "Mae'r ddolen hon wedi dod i ben"),
    "invalid": Words("This link is not valid", "Nid yw'r ddolen hon yn ddilys"),
    "used": Words("This link has already been used", "Mae'r ddolen hon eisoes wedi'i defnyddio"),
    "closed": Words("This link was closed", "Caewyd y ddolen hon"),
    "closed_why": Words(
        "The code was wrong too often. Nothing was changed. The moderator has been told; the next digest brings a "
        "fresh link, and an answer to the digest or the command moderator decide work now.",
        "Roedd y cod yn anghywir ormod o weithiau. Ni newidiwyd dim. Mae'r cymedrolwr wedi cael gwybod; daw dolen "
        "newydd gyda'r crynodeb nesaf, ac mae ateb y crynodeb neu'r gorchymyn moderator decide yn gweithio nawr.",
    ),
    "gone": Words("This comment is no longer kept", "Nid yw'r sylw hwn ar gael mwyach"),
    "next_digest": Words(
        "The next digest brings a fresh link. Nothing was changed.",
        "Daw dolen newydd gyda'r crynodeb nesaf. Ni newidiwyd dim.",
    ),
    "nothing_changed": Words("Nothing was changed", "Ni newidiwyd dim"),
    "decide_title": Words("Decide on a comment", "Penderfynu ar sylw"),
    "undo_title": Words("Take a decision back", "Tynnu penderfyniad yn ôl"),
    "made_for": Words("for", "ar gyfer"),
    "decided": Words("Decided", "Penderfynwyd"),
    "decided_by": Words("{by} decided on {when}: {what}.", "Penderfynodd {by} ({when}): {what}."),
    "nothing_to_undo": Words(
        "There is nothing to take back: nobody has decided, or it was taken back already.",
        "Does dim i'w dynnu'n ôl: does neb wedi penderfynu, neu cafodd ei dynnu'n ôl eisoes.",
    ),
    "changed": Words(
        "The author has changed the comment since this link was made",
        "Mae'r awdur wedi newid y sylw ers i'r ddolen hon gael ei gwneud",
    ),
    "changed_why": Words(
        "Nothing can be decided with this link. The next digest brings a fresh one. What was taken out and put in:",
        "Ni ellir penderfynu dim gyda'r ddolen hon. Daw un newydd gyda'r crynodeb nesaf. Beth a dynnwyd ac a "
        "ychwanegwyd:",
    ),
    "comment": Words("The comment", "Y sylw"),
    "answers": Words("It answers", "Mae'n ateb"),
    "on_platform": Words("See it on the platform", "Ei weld ar y llwyfan"),
    "why": Words("Why it is here", "Pam mae yma"),
    "draft": Words("Draft to the author", "Drafft i'r awdur"),
    "waits": Words("It waits:", "Mae'n aros:"),
    "undelivered": Words("What could not be delivered", "Yr hyn na ellid ei gyflwyno"),
    "appeal": Words("The author asks for another look", "Mae'r awdur yn gofyn am edrych eto"),
    "appeal_says": Words("The author says:", "Mae'r awdur yn dweud:"),
    "appeal_silent": Words("The author gives no reasons.", "Nid yw'r awdur yn rhoi rhesymau."),
    "appeal_not_yours": Words(
        "You decided against the author before, so somebody else answers this.",
        "Penderfynoch chi yn erbyn yr awdur o'r blaen, felly bydd rhywun arall yn ateb hyn.",
    ),
    "what": Words("What should happen?", "Beth ddylai ddigwydd?"),
    "reason": Words("House rule, if it is to be hidden", "Rheol, os yw i'w guddio"),
    "desk": Words("If it is passed on, to whom?", "Os caiff ei drosglwyddo, i bwy?"),
    "none": Words("None", "Dim"),
    "words": Words(
        "Your words, if you answer in public or write to the author",
        "Eich geiriau, os ydych yn ateb yn gyhoeddus neu'n ysgrifennu at yr awdur",
    ),
    "words_why": Words(
        "They go out as the council's. Leave it empty to write them on the platform yourself.",
        "Cânt eu hanfon fel rhai'r cyngor. Gadewch yn wag i'w hysgrifennu ar y llwyfan eich hun.",
    ),
    "starting": Words("A draft to start from", "Drafft i gychwyn ohono"),
    "note": Words("Note for the record", "Nodyn ar gyfer y cofnod"),
    "code": Words("The item's code from the mail", "Cod yr eitem o'r e-bost"),
    "code_why": Words(
        "Four letters or digits beside the link. It shows that a person, not a mail scanner, decides.",
        "Pedair llythyren neu rif wrth ymyl y ddolen. Mae'n dangos mai person, nid sganiwr, sy'n penderfynu.",
    ),
    "decide": Words("Decide", "Penderfynu"),
    "take_back": Words("Take it back", "Tynnu'n ôl"),
    "undo_why": Words(
        "The comment stands again as before, its clocks run again, and what nobody has done yet is dropped. What was "
        "already posted, sent or mailed cannot be called back.",
        "Bydd y sylw fel yr oedd o'r blaen, bydd ei glociau'n rhedeg eto, a gollyngir yr hyn na wnaed eto. Ni ellir "
        "galw'n ôl yr hyn sydd eisoes wedi'i bostio neu ei anfon.",
    ),
    "done": Words("Done", "Wedi'i wneud"),
    "recorded": Words(
        "Your decision on {ref} is recorded. What it asks for is carried out next.",
        "Mae eich penderfyniad ar {ref} wedi'i gofnodi. Gwneir yr hyn mae'n gofyn amdano nesaf.",
    ),
    "sent": Words("The draft about {ref} goes to its author next.", "Mae'r drafft am {ref} yn mynd at ei awdur nesaf."),
    "go_on": Words("Decide about the comment as well", "Penderfynu ar y sylw hefyd"),
    "not_released": Words(
        "This draft must not go out as it stands: the day it names has passed, or it speaks of a court case. Write to "
        "the author yourself, or see moderator show.",
        "Ni chaiff y drafft hwn ei anfon fel y mae: mae'r diwrnod a enwir wedi mynd heibio, neu mae'n sôn am achos "
        "llys. Ysgrifennwch at yr awdur eich hun, neu gweler moderator show.",
    ),
    "undo_offer": Words("Take it back", "Ei dynnu yn ôl"),
    "undo_offer_why": Words("if that was a mistake; the page asks first.", "os camgymeriad oedd hyn; bydd yn gofyn."),
    "wrong_form": Words(
        "This form was not sent from the page, or was open for too long.",
        "Ni anfonwyd y ffurflen hon o'r dudalen, neu bu ar agor yn rhy hir.",
    ),
    "wrong_code": Words(
        "That is not the item's code. It stands in the mail, beside the link.",
        "Nid dyna god yr eitem. Mae yn yr e-bost, wrth ymyl y ddolen.",
    ),
    "choose": Words(
        "Choose what should happen. Nothing is chosen beforehand.",
        "Dewiswch beth ddylai ddigwydd. Does dim wedi'i ddewis ymlaen llaw.",
    ),
    "choose_rule": Words(
        "Choose the house rule that hiding rests on: the author is told.",
        "Dewiswch y rheol y mae'r cuddio'n seiliedig arni: caiff yr awdur wybod.",
    ),
    "choose_desk": Words("Choose whom it is passed to.", "Dewiswch i bwy y caiff ei drosglwyddo."),
    "say_why": Words(
        "Say in the note why you uphold or overturn it.", "Dywedwch yn y nodyn pam rydych yn ei gadarnhau neu wrthdroi."
    ),
    "already": Words("{by} decided first on {when}: {what}.", "{by} a benderfynodd gyntaf ({when}): {what}."),
    "stale": Words(
        "The author has edited the comment since; look at it again.",
        "Mae'r awdur wedi golygu'r sylw ers hynny; edrychwch arno eto.",
    ),
    "own": Words(
        "This appeal is against your own decision, so somebody else answers it.",
        "Mae'r apêl hon yn erbyn eich penderfyniad chi, felly bydd rhywun arall yn ei hateb.",
    ),
    "idle": Words("Nothing waited for that.", "Doedd dim yn aros am hynny."),
    "vanished": Words("The comment is no longer on the platform.", "Nid yw'r sylw ar y llwyfan mwyach."),
    "not_officer": Words(
        "You answer for nothing on this profile any more.", "Nid ydych yn gyfrifol am y proffil hwn mwyach."
    ),
}


@dataclass(frozen=True, slots=True)
class Speech:
    """One language of the page: ``say.comment`` in a template, ``say("already", by=...)`` in code."""

    language: str

    def __call__(self, name: str, **slots: str) -> str:
        words = PHRASES.get(name) or SIGN_IN_AND_APPEAL[name]
        # One pass over our own words: what a slot holds is never read again.
        return words[self.language].format(**slots) if slots else words[self.language]

    def __getattr__(self, name: str) -> str:
        if name.startswith("__") or (name not in PHRASES and name not in SIGN_IN_AND_APPEAL):
            raise AttributeError(name)
        return self(name)

    @property
    def other(self) -> str:
        return "en" if self.language == "cy" else "cy"

    def of(self, words: Words) -> str:
        return words[self.language]


def every() -> Iterator[tuple[str, Words]]:
    yield from PHRASES.items()
    yield from SIGN_IN_AND_APPEAL.items()


SIGN_IN_AND_APPEAL = {
    "sign_in_title": Words("Sign in to decide", "Mewngofnodi i benderfynu"),
    "sign_in_why": Words(
        "Holding this link is not enough: it was made for one person. Type your council e-mail address and we mail you "
        "a code.",
        "Nid yw cael y ddolen hon yn ddigon: fe'i gwnaed ar gyfer un person. Teipiwch eich cyfeiriad e-bost gyda'r "
        "cyngor ac anfonwn god atoch.",
    ),
    "address": Words("Your council e-mail address", "Eich cyfeiriad e-bost gyda'r cyngor"),
    "send_code": Words("Mail me a code", "Anfon cod ataf"),
    "code_sent": Words(
        "If this link was made for that address, a code of six digits is on its way to it. It is good for ten minutes.",
        "Os gwnaed y ddolen hon ar gyfer y cyfeiriad hwnnw, mae cod chwe digid ar ei ffordd. Mae'n dda am ddeg munud.",
    ),
    "digits": Words("The code from the mail", "Y cod o'r e-bost"),
    "sign_in": Words("Sign in", "Mewngofnodi"),
    "code_refused": Words(
        "That is not the code, or its ten minutes are over. Ask for another.",
        "Nid dyna'r cod, neu mae'r deg munud ar ben. Gofynnwch am un arall.",
    ),
    "too_many_codes": Words(
        "Too many codes were asked for. Please wait an hour, or answer the digest.",
        "Gofynnwyd am ormod o godau. Arhoswch awr, neu atebwch y crynodeb.",
    ),
    "proxy_needed": Words("Please sign in to the council first", "Mewngofnodwch i'r cyngor yn gyntaf"),
    "proxy_why": Words(
        "This page believes only the council's own sign-in, and it has named nobody.",
        "Dim ond mewngofnodi'r cyngor ei hun y mae'r dudalen hon yn ei gredu, ac nid yw wedi enwi neb.",
    ),
    "not_for_you": Words("This link was made for somebody else", "Gwnaed y ddolen hon ar gyfer rhywun arall"),
    "not_for_you_why": Words(
        "You are signed in as another person. Nothing was changed; your own digest has your links.",
        "Rydych wedi mewngofnodi fel person arall. Ni newidiwyd dim; mae eich dolenni yn eich crynodeb eich hun.",
    ),
    "another_look": Words("Ask for another look", "Gofyn am edrych eto"),
    "hidden_on": Words(
        "Your comment of {when} on {account} is hidden.", "Mae eich sylw ({when}) ar {account} wedi'i guddio."
    ),
    "hidden_rule": Words("The house rule is: {rule}", "Y rheol yw: {rule}"),
    "hidden_promise": Words(
        "Nothing has been deleted. If you ask, somebody who has not decided about it before looks at it and decides "
        "by {due}. We then write to you, and this link shows the answer.",
        "Does dim wedi'i ddileu. Os gofynnwch, bydd rhywun nad yw wedi penderfynu arno o'r blaen yn edrych arno ac yn "
        "penderfynu erbyn {due}. Yna byddwn yn ysgrifennu atoch, a bydd y ddolen hon yn dangos yr ateb.",
    ),
    "appeal_words": Words(
        "Is there anything we should know? You need not write anything.",
        "Oes rhywbeth y dylem ei wybod? Nid oes rhaid i chi ysgrifennu dim.",
    ),
    "appeal_private": Words(
        "Please leave out private details of other people. Criticism of the council is welcome, here too.",
        "Gadewch fanylion preifat pobl eraill allan. Mae croeso i feirniadaeth o'r cyngor, yma hefyd.",
    ),
    "appeal_word": Words("Type the word REVIEW", "Teipiwch y gair ADOLYGU"),
    "appeal_word_why": Words(
        "It shows that a person asks, not a program that checks links.",
        "Mae'n dangos mai person sy'n gofyn, nid rhaglen sy'n gwirio dolenni.",
    ),
    "appeal_send": Words("Ask for another look", "Gofyn am edrych eto"),
    "appeal_wrong_word": Words("Please type REVIEW in the box.", "Teipiwch ADOLYGU yn y blwch."),
    "appeal_filed": Words("We have your request", "Mae eich cais gennym"),
    "appeal_filed_why": Words(
        "Somebody who has not decided about your comment before looks at it by {due}. Keep this link: it shows the "
        "answer.",
        "Bydd rhywun nad yw wedi penderfynu ar eich sylw o'r blaen yn edrych arno erbyn {due}. Cadwch y ddolen hon: "
        "bydd yn dangos yr ateb.",
    ),
    "appeal_upheld": Words("Your comment stays hidden", "Mae eich sylw'n aros ynghudd"),
    "appeal_upheld_why": Words(
        "A different member of the team looked at it on {when} and decided so. You are welcome to post your point "
        "again without the part that goes against the rule. If you are not happy with that, you can complain to the "
        "council, and after that to the Public Services Ombudsman for Wales.",
        "Edrychodd aelod arall o'r tîm arno ({when}) a phenderfynu hynny. Mae croeso i chi bostio'ch pwynt eto heb y "
        "rhan sy'n mynd yn groes i'r rheol. Os nad ydych yn fodlon, gallwch gwyno i'r cyngor, ac ar ôl hynny i "
        "Ombwdsmon Gwasanaethau Cyhoeddus Cymru.",
    ),
    "appeal_overturned": Words("Your comment is put back", "Mae eich sylw'n cael ei adfer"),
    "appeal_overturned_why": Words(
        "A different member of the team looked at it on {when}. We should not have hidden it, and we are sorry.",
        "Edrychodd aelod arall o'r tîm arno ({when}). Ni ddylem fod wedi'i guddio, ac mae'n ddrwg gennym.",
    ),
    "appeal_visible": Words("Your comment is not hidden by us", "Nid ydym ni wedi cuddio eich sylw"),
    "appeal_visible_why": Words("There is nothing to put back.", "Does dim i'w adfer."),
    "appeal_changed": Words("Your comment has changed since", "Mae eich sylw wedi newid ers hynny"),
    "appeal_changed_why": Words(
        "The new words are looked at afresh. If they are hidden too, you get another message with another link.",
        "Caiff y geiriau newydd eu hystyried o'r newydd. Os cânt eu cuddio hefyd, cewch neges arall gyda dolen arall.",
    ),
    "appeal_gone": Words("Your comment is no longer there", "Nid yw eich sylw yno mwyach"),
    "appeal_gone_why": Words(
        "It was deleted on the platform, so nothing can be put back.",
        "Cafodd ei ddileu ar y llwyfan, felly ni ellir adfer dim.",
    ),
    "appeal_later": Words("Please try again later", "Rhowch gynnig arall arni yn nes ymlaen"),
    "appeal_later_why": Words(
        "Too many requests came in. Yours was not kept. You can also answer REVIEW to our message.",
        "Daeth gormod o geisiadau. Ni chadwyd eich un chi. Gallwch hefyd ateb ADOLYGU i'n neges.",
    ),
    "appeal_expired_why": Words(
        "You can still answer REVIEW to our message, or complain to the council.",
        "Gallwch ateb ADOLYGU i'n neges o hyd, neu gwyno i'r cyngor.",
    ),
}
