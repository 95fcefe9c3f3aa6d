"""Postcodes, National Insurance numbers and registrations, by their published shapes."""

import re
from collections.abc import Iterator

from moderator.scorers.anchored import anchored
from moderator.scorers.plain_reading import Reading

#: All that is found here holds one.
_FIGURE = re.compile("[0-9]")
_GAP = r"[ \t]{0,2}"
_POSTCODE = re.compile(
    r"(?<![\w/-])(?P<out>[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKPSTUW]?)(?P<gap>\s{0,2}"
    r"|-)(?P<in>[0-9][ABD-HJLNP-UW-Z]{2})(?![\w/-])",
    re.IGNORECASE,
)
_SPACED_POSTCODE = re.compile(
    r"(?<![\w/-])[A-PR-UWYZ] (?:[A-HK-Y] )?[0-9] (?:[0-9A-HJKPSTUW] )? ?[0-9]"
    r"(?: [ABD-HJLNP-UW-Z]){2}(?![\w/-]| [A-Z]\b)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"1st|2nd|3rd|[04-9]th", re.IGNORECASE)
_NINO = re.compile(
    rf"(?<![\w/-])(?:[A-CEGHJ-PR-TW-Z]{_GAP}[A-CEGHJ-NPR-TW-Z]|Q{_GAP}Q)(?:[ .\-]{{0,2}}[0-9]){{6}}[ .\-]{{0,2}}[A-D]"
    r"(?![\w/-])",
    re.IGNORECASE,
)
_NINO_BY_NAME = anchored(
    r"\b(?:ni(?:no)?|national insurance"
    r"|yswiriant gwladol)\b[^.!?]{0,25}?(?P<number>\b[A-Z]{2}(?:[ .\-]{0,2}[0-9]){6}\b)",
    re.IGNORECASE,
)
#: A standard or part number of four figures, and a rating behind it ("BS1362 13A"): nobody spaces their own so.
_STANDARD = re.compile(r"[A-Z]{2}[0-9]{4} [0-9]{2}[A-D]", re.IGNORECASE)
_NEVER_NINO = frozenset(["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"])
#: An O is often written for a nought.
_CURRENT_PLATE = re.compile(
    r"(?<![\w/-])[A-Z]{2}[\s.-]?(?:[0-9]{2}|[0-9]O|O[0-9])(?:\s{0,2}|[.-])[A-Z]{3}(?![\w/-])", re.IGNORECASE
)
_SPACED_PLATE = re.compile(r"(?<![\w/-])[A-Z] [A-Z] [0-9] [0-9]  ?[A-Z] [A-Z] [A-Z](?![\w/-])", re.IGNORECASE)
_SUFFIX_PLATE = re.compile(r"(?<![\w/-])[A-Z]{3}\s?[0-9]{1,3}[A-Z](?![\w/-])", re.IGNORECASE)
_PREFIX_PLATE = re.compile(r"(?<![\w/-])[A-Z][0-9]{1,3}\s?[A-Z]{3}(?![\w/-])", re.IGNORECASE)
#: Northern Ireland's plates always hold an I or a Z among their letters.
_IRISH_PLATE = re.compile(r"(?<![\w/-])(?=[A-Z]{0,2}[IZ])[A-Z]{3}\s?[0-9]{4}(?![\w/-])")
#: Read out by the names of the letters: "Charlie Papa 67 Oscar Juliet Romeo".
_LETTER = (
    "(?:alpha|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa|quebec|romeo"
    "|sierra|tango|uniform|victor|whisky|whiskey|x-?ray|yankee|zulu)"
)
_FIGURE_SPOKEN = "(?:[0-9]|zero|one|two|three|four|five|six|seven|eight|nine|niner)"
_SPOKEN_PLATE = re.compile(
    rf"\b{_LETTER}[ ,]{{1,2}}{_LETTER}[ ,]{{1,2}}{_FIGURE_SPOKEN}[ ,]{{0,2}}{_FIGURE_SPOKEN}"
    rf"(?:[ ,]{{1,2}}{_LETTER}){{3}}\b",
    re.IGNORECASE,
)
_DATELESS_PLATE = re.compile(r"(?<![\w/-])(?:[A-Z]{1,3}\s?[0-9]{1,4}|[0-9]{1,4}\s?[A-Z]{2,3})(?![\w/-])")
_VEHICLE = anchored(
    r"\b(?:cars?|vans?|reg|registration|regs|plates?|number ?plates?|vehicles?|driv(?:es?|er|ing)|park(?:s|ed"
    r"|ing)?|permit|lorry"
    r"|truck|motor(?:bike|cycle)?|moped|taxi|cab|hatchback|suv|jeep|transit|golf|astra|corsa|fiesta|focus"
    r"|polo|clio|audi|bmw"
    r"|mercedes|merc|ford|vauxhall|nissan|toyota|honda|kia|hyundai|skoda|seat|renault|peugeot|citroen|fiat"
    r"|mini|rover|suzuki|mazda|dacia|passat|octavia|fabia|punto|ka|picanto|i10|aygo|corolla|berlingo|vivaro"
    r"|sprinter|defender|discovery|freelander|caddy|beetle|saab|lexus|porsche|tesla|volvo"
    r"|jaguar|land ?rover|range ?rover|volkswagen|vw|zafira|insignia|qashqai|juke|micra|yaris|civic|tipp(?:er"
    r"|ing)|speeding|owns|blocking|overtook|hit and run|road rage|bonnet|silver|estate car|vehicle"
    r"|cerbyd|fan|cofrestru|gyrru|parcio|plât)\b",
    re.IGNORECASE,
)
_PLATE = re.compile(r"\b(?:reg|regs|registration|plates?|number ?plates?|cofrestru|plât)\b", re.IGNORECASE)
_NO_PLATE = re.compile(
    r"\b(?:class|course|code|ref|reference|room|module|flight|lesson|group|catalogue|model|lot|item|form|act"
    r"|cwrs|cod|dosbarth)\W{0,3}$",
    re.IGNORECASE,
)  # fmt: skip


def postcodes(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Start, end and compact upper-case form of each full postcode."""
    if _FIGURE.search(reading.text) is None:
        return
    for found in _POSTCODE.finditer(reading.text):
        if _ORDINAL.fullmatch(found["in"]) and found["gap"]:
            continue
        yield *found.span(), "".join(filter(str.isalnum, found.group())).upper()
    for found in _SPACED_POSTCODE.finditer(reading.text):
        yield *found.span(), "".join(found.group().split()).upper()


def insurance_numbers(reading: Reading) -> Iterator[tuple[int, int]]:
    if _FIGURE.search(reading.text) is None:
        return
    for found in _NINO.finditer(reading.text):
        prefix = "".join(sign for sign in found.group() if sign.isalpha())[:2].upper()
        if prefix not in _NEVER_NINO and not _STANDARD.fullmatch(found.group()):
            yield found.span()
    for found in _NINO_BY_NAME.finditer(reading.text):
        yield found.span("number")


def registrations(reading: Reading) -> Iterator[tuple[int, int]]:
    """Registrations; the shapes that other codes share need a vehicle in the comment."""
    text = reading.text
    yield from (found.span() for found in _SPOKEN_PLATE.finditer(text))
    if _FIGURE.search(text) is None:
        return
    shapes = (_CURRENT_PLATE, _SUFFIX_PLATE, _SPACED_PLATE, _PREFIX_PLATE, _IRISH_PLATE, _DATELESS_PLATE)
    shaped = [found for shape in shapes for found in shape.finditer(text)]
    if not shaped:
        return
    has_vehicle, shouts = _VEHICLE.search(text) is not None, text.isupper()
    for found in shaped:
        if _is_plate(text, found, has_vehicle=has_vehicle, shouts=shouts):
            yield found.span()


def _is_plate(text: str, found: re.Match[str], *, has_vehicle: bool, shouts: bool) -> bool:
    """What each shape asks of the words around it: the more codes share the shape, the more."""
    if found.re is _DATELESS_PLATE:
        return _PLATE.search(text[max(0, found.start() - 25) : found.start()]) is not None
    if found.re in (_SPACED_PLATE, _IRISH_PLATE):
        return has_vehicle and not _NO_PLATE.search(text[max(0, found.start() - 20) : found.start()])
    if found.re is _CURRENT_PLATE:
        return (has_vehicle or found.group()[2].isdigit() or "-" in found.group()) and _may_be_plate(text, found)
    if found.re is _SUFFIX_PLATE:
        return (has_vehicle or found.group().isupper()) and _may_be_plate(text, found)
    has_shape = has_vehicle or (found.group().isupper() and sum(map(str.isdigit, found.group())) == 3 and not shouts)
    return has_shape and found.group()[-3:].lower() not in _SMALL_WORDS and _may_be_plate(text, found)


def _may_be_plate(text: str, found: re.Match[str]) -> bool:
    letters = [word for word in re.split(r"[^A-Za-z]+", found.group()) if word]
    if not found.group().isupper() and any(word.lower() in _SMALL_WORDS for word in letters):
        return False
    return not _NO_PLATE.search(text[max(0, found.start() - 20) : found.start()])


#: Small words that make a time or a count look like a registration ("at 10 the").
_SMALL_WORDS = frozenset((
    "the", "and", "for", "was", "are", "not", "you", "all", "at", "in", "on", "to", "of", "by", "is", "it", "we",
    "my", "or", "am", "min", "hrs", "day", "mph", "kmh", "but", "had", "has", "our", "out", "off", "old", "per",
    "yrs", "car", "van", "bus", "jam", "end", "now", "via", "one", "two", "so", "no", "up", "be",
))  # fmt: skip
