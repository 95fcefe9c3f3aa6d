"""Numbers and mailboxes that their owners want read: a trade, a lost cat, a relative who answers, a public line."""

import re

from moderator.scorers.anchored import anchored

_FLAGS = re.IGNORECASE
#: A trade, a gift or a lost animal, as whoever can be called under the number offers or seeks it.
_OFFER = anchored(
    r"\b(?:man (?:and|with|&) (?:a )?van|(?:first|free) (?:\d )?lessons?|(?:piano|driving|guitar|swimming|maths|music)"
    r" (?:lessons|tuition)|learn to drive|nervous drivers|child ?minder|(?:dog|mobile|pet) groom\w*|dog walk(?:er|ing)"
    r"|plaster(?:er|ing) (?:free|available)|(?:plasterer|electrician|joiner|painter|tiler|roofer|gardener|handyman)"
    r" (?:free|available)|top ?soil|hardcore|sharp sand|(?:dehumidifier|skip|scaffold\w*|digger) hire|same day delivery"
    r"|delivered same day|free to a good home|come and (?:fetch|collect)|collection only|buyer collects"
    r"|chimney sweep|window clean(?:er|ing)|tyre fitt(?:er|ing)|locksmith|carpet (?:fitter|cleaning)|pest control"
    r"|(?:book(?:ing)?s?|booked) (?:up|in|now|being taken)|taking bookings|home visits"
    r"|spaces? (?:from|available)|happy clients|for a small fee|half price|no obligation"
    r"|gwersi (?:piano|gyrru|gitâr|nofio)|yr (?:hanner )?awr)\b",
    _FLAGS,
)
_LOST = anchored(
    r"\b(?:missing|lost|found|gone missing|ar goll)\b[^!?]{0,60}\b(?:cat|dog|tabby|kitten|puppy|spaniel|terrier"
    r"|labrador|collie|rabbit|tortoise|parrot|budgie|ferret|keys|purse|phone|chipped|collar|cath|ci)\b",
    _FLAGS,
)
#: With one of these it is somebody else who is exposed or shamed, whatever is offered.
_AGAINST = anchored(
    r"\b(?:he|him|his|hes|he's|she|her|hers|shes|she's|avoid|cowboy|rogue|scam\w*|conn?(?:ed|man|s)?|ripped"
    r"|robb?(?:ed|er)"
    r"|thief|thieves|nonce|paedo\w*|pedo\w*|pervert|rapist|slag|slut|prick|bastard|twat|scum|liar|dodgy|owes?"
    r"|good time|complain|landlord|ex|home number|private number|personal (?:number|mobile))\b",
    _FLAGS,
)
_SEEN = anchored(
    r"\bif (?:you|u|anyone|anybody|seen|found|spotted)\b|\b(?:any sightings?|answers to|micro ?chipped|reward)\b",
    _FLAGS,
)
#: The same without the pronouns: "he" may be the cat.
_SHAMED = anchored(
    r"\b(?:avoid|cowboy|rogue|scam\w*|thief|thieves|stole|stolen|nonce|paedo\w*|pervert|slag|slut|prick"
    r"|bastard|twat|scum|liar|dodgy|owes?|landlord|home number|private number|personal (?:number|mobile))\b",
    _FLAGS,
)
#: The writer names somebody of the family who will answer for them.
_KIN = r"(?:daughter|son|mam|mum|mother|dad|father|wife|husband|partner|sister|brother|nan|carer|girl|lad)"
_ANSWERS = anchored(
    rf"\b(?:ring|call|phone|text|message|contact|e-?mail|speak to|ffoniwch|cysylltwch â) (?:my|our) {_KIN}\b"
    rf"|\b(?:at|outside|to|round) ours\b",
    _FLAGS,
)
_TO_ME = re.compile(
    r"\b(?:call|ring|te?xt|phone|message|msg|whatsapp|e-?mail|contact|reach|get|reply to|write to|send)"
    r"(?: (?:it|them|that|one|the [a-z]+))?(?: to| on)? (?:me|us)(?: back)?"
    r"(?: (?:on|at|please|pls|plz|here|ta))*\W{0,3}$"
    r"|\b(?:send|forward|post|e-?mail|text) (?:me|us) (?:it|them|the|a|an|that|this|some|my|our)"
    r"(?: [a-z]+){0,3}\W{0,3}$"
    r"|\b(?:i am|i'?m|we are|we'?re) (?:on|at)(?: (?:number|no))?\W{0,3}$"
    r"|\bmy (?:own )?(?:mobile|number|landline|phone(?: number)?|e-?mail(?: address)?|address) (?:is|:)\W{0,3}$"
    r"|\bi'?d (?:rather|prefer)(?: it if)? you (?:e-?mailed|rang|called|texted|wrote|phoned|messaged)"
    r"(?: (?:me|to|on|at)){0,2}"
    r"\W{0,3}$",
    _FLAGS,
)
#: A trade, a shop or a club, which prints its number on the door.
_TRADE = (
    r"(?:shop|vets?|pub|caf[eé]|garage|salon|dentists?|chippy|chip shop|take ?away|restaurant|hotel|b ?& ?b|kennels"
    r"|cattery|chemist|pharmacy|opticians?|barbers?|hairdressers?|florists?|bakery|butchers?|farm shop|gym|studio"
    r"|nurser(?:y|ies)|garden centre|car ?wash|launderette|dry cleaners|stables|riding school|campsite"
    r"|village hall|church hall|theatre"
    r"|box office|cinema|museum|taxis?|cabs|club ?house|undertakers|funeral directors?)"
)
_SHOPS_LINE = re.compile(
    rf"\b(?:ring|call|phone|book with|try|ffoniwch) (?:the |our )?{_TRADE}(?: (?:on|at|direct|today))?\W{{0,3}}$"
    rf"|\b{_TRADE}\b(?![^.!?\n]{{0,60}}\b(?:owner|manager|landlord|he|she|his|her)\b)[^!?\n]{{0,60}}"
    r"\b(?:open|opens|shut|till|until|fully booked|bookings?|appointments?|book|do|does|sells?|stock)\b[^!?\n]{0,60}$",
    _FLAGS,
)
_BODY = (
    r"(?:council|school|surgery|hospital|police|library|citizens advice|nhs|gp|college|nursery|environment agency"
    r"|housing|homelessness|planning|duty|out[- ]of[- ]hours|contact centre)"
)
_LINE = r"(?:line|office|desk|reception|team|switchboard|helpline|hotline|number|centre)"
_BODYS_LINE = re.compile(
    rf"\b{_BODY}(?:['’]?s)? (?:[a-z]+ ){{0,2}}?{_LINE}\b[^.!?\n]{{0,24}}$"
    r"|\b(?:water|gas|electric(?:ity)?|power|energy|bus|coach|train|rail|insurance|lettings?|estate|housing)"
    r" (?:company|board|agents?|network|firm|association)\b[^.!?\n]{0,60}$"
    r"|\b(?:office|showroom|switchboard|reception|depot)(?:['’]s)?(?: number| line)? (?:is|on)\W{0,3}$"
    r"|\b(?:for|need|want) a (?:cab|taxi|minibus|locksmith|plumber|skip|chimney sweep|vet) (?:[a-z]+ ){0,3}?"
    r"(?:try|ring|call|use)\b[^.!?\n]{0,30}$",
    _FLAGS,
)
#: A menu of choices, or a number printed for everybody, as what stands behind it says.
_MENU = re.compile(
    r"\W{0,3}(?:(?:and|then) ){0,2}(?:option|opt|press|choose) (?:[0-9]|one|two|three|four|five)\b", _FLAGS
)
_PRINTED = re.compile(
    r"\W{0,3}(?:that[’']?s |it[’']?s |its |which is |is |thats )?(?:printed )?on (?:the|your|their)"
    r" (?:back of (?:the|your) )?(?:council )?(?:web ?site|web ?page|bill|letter|leaflet|card|poster|sign|meter)\b"
    r"|, (?:the )?(?:housing|planning|repairs?|homeless(?:ness)?|council tax|parking|waste|customer)"
    r" (?:line|office|team)\b",
    _FLAGS,
)
_ASKED_ABOUT = re.compile(
    r"\bis (?:this|that|it) (?:a )?(?:real |genuine )?(?:council|bank|nhs|dwp|hmrc|school|police) number\b", _FLAGS
)
#: Mailboxes that belong to a desk and to nobody in person.
_DESKS = frozenset((
    "clerk", "highways", "info", "enquiries", "office", "admin", "planning", "housing", "waste", "parks", "licensing",
    "press", "reception", "bookings", "helpline", "elections", "complaints", "foi", "customerservices", "democracy",
    "parking", "environmentalhealth", "counciltax", "benefits", "libraries", "townclerk", "parishclerk",
))  # fmt: skip


def is_offered(text: str) -> bool:
    """Whether the writer gives the details so that people use them."""
    if _ANSWERS.search(text):
        return True
    if _LOST.search(text) and _SEEN.search(text) and _SHAMED.search(text) is None:
        return True
    return (_OFFER.search(text) or _LOST.search(text)) is not None and _AGAINST.search(text) is None


def is_for_the_answer(before: str) -> bool:
    """Whether the words directly before the details ask for the answer to be sent there ("e-mail me")."""
    return _TO_ME.search(before) is not None


def is_public_line(text: str, start: int, national: str) -> bool:
    """A landline named as that of a public body or of a shop that is open to all, or asked about as one."""
    if not national.startswith(("01", "02", "03")):
        return False
    if _SHOPS_LINE.search(text[max(0, start - 140) : start]) and _SHAMED.search(text) is None:
        return True
    behind = text[start:].lstrip("+()0123456789 ")
    if _MENU.match(behind) or _PRINTED.match(behind):
        return True
    return _BODYS_LINE.search(text[max(0, start - 60) : start]) is not None or _ASKED_ABOUT.search(text) is not None


def is_desk(address: str) -> bool:
    """Whether the mailbox is that of a desk, such as a parish clerk's, at an address of its own."""
    return address.partition("@")[0].replace(".", "").replace("-", "") in _DESKS
