"""Tells whose words a comment answers: the council's post, the council's reply, or another resident."""

import re

from moderator.scorers.anchored import anchored

_COUNCIL = re.compile(
    r"\b(?:we(?:'re|'ve|'ll| are| have| will| can| use)?|our|cabinet|councillors?|cllr|consultation"
    r"|applications?|collections?|residents"
    r"|council|cyngor|byddwn|rydym|rydyn|ein|gallwch|dewch|bydd|will be|is now|are now|reopen|opens? (?:on"
    r"|this)|online|book (?:now|online)"
    r"|find out|(?:is|are) out now|timetable|details|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|tonight"
    r"|tomorrow|have your say|join us|don'?t forget|thank you to|meet (?:our|the)|download|advance|officers?"
    r"|team|planning committee"
    r"|notice|statement|update|correction|police|work (?:is|has|on)|closed|road|trial|appeal(?:ing)?|photo)\b"
)
_REPLY = anchored(
    r"^\W{0,3}(?:hi|hello|helo|dear|sorry (?:you|to|about)|thanks for|thank you for|apologies|annwyl|diolch am)\b"
    r"|\b(?:swansea council|cyngor abertawe|your (?:case|message|report|comment|reference)|we've (?:logged"
    r"|passed|added|asked)|call us)\b"
)
_RESIDENT = anchored(
    r"\b(?:i'?m|i've|ive|i (?:am|was|got|had|know|don|didn|can|could|think|love|saw|bumped|went|put|want|need"
    r"|have|live|lost|remember|told|asked|just)|my|mine|me|mam|mum|dad|nan|lol|tbh|mate|butt|hun|anyone know"
    r"|does anyone|same"
    r"|dwi|fi'n|ti'n|wyt|yours|they|they've|them|that lot|ours"
    r"|we (?:went|had|took|loved|saw|bought|walked|used to|always|never|live|lived|drove|stayed|enjoyed|sat|couldn|didn"
    r"|were (?:there|soaked|late|stuck)|waited|watched|got|ended up|tried|missed|moved)"
    r"|our (?:kids?|dog|son|daughter|mam|mum|dad|nan|cat|garden|neighbours?|landlord|honeymoon|wedding|lot)"
    r"|ges i|gath|es i|welais i|gwelais|aethon ni|fy|roedden ni|on i)\b"
)
_ANNOUNCES = anchored(
    r"\b(?:re-?open(?:s|ed|ing)?|open(?:s|ing)? (?:on|at|this|for|in|from)|now open|is open|are open"
    r"|applications? open|start(?:s|ed|ing)?"
    r"|begin(?:s|ning)?|begun|launch(?:es|ed|ing)?|install(?:ed|ing)|switch(?:ed|ing)?[ -]on|honoured|awarded"
    r"|won|expected|warning"
    r"|apply (?:now|online|by)|reminder|report (?:it|a|online)|have your say|has been|have been|will (?:be"
    r"|close|open|discuss|start|return|meet)"
    r"|go(?:es)? out (?:next|this|on)|discuss|approved|agreed|kept (?:its|their)|closures?|closed (?:on|for"
    r"|until|from)|consultation|available"
    r"|find out|(?:is|are) out now|timetable|details|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|tonight"
    r"|tomorrow|book (?:now|online|your)|join us|come along|ask us|tell us|guess the|name (?:our|the)|tag"
    r"|share your|don't forget|remember to"
    r"|please|explained|tips from|is back|are back|returns?|under way|underway|we've|we're|we are|we have"
    r"|our (?:new|team|teams|crews?|staff"
    r"|officers?|contact|gritters?|libraries|parks?|beach|schools?|lifeguards?|housing|streets? team"
    r"|customer)|yn agor|yn dechrau|ar gau|ar agor"
    r"|bydd|dewch|gallwch|ymunwch|cofiwch|rhannwch|yn ol|wedi dechrau|wedi agor)\b"
)
_CHATS = anchored(
    r"\b(?:loved|love it|lovely|great time|good deal|never (?:gets?|been|seen|had)|came off|got (?:my|mine"
    r"|ours)|was done|used to|sack|rubbish"
    r"|useless|joke|disgrace|shocking|terrible|brilliant|going|selling|lost|anyone|kids|mine|ours"
    r"|our (?:street|road|bags?|bins?|house|kids|lane)"
    r"|they(?:'ve|'re)?|nobody|no one|best|worst|hate|cold|freezing|miss(?:ed)? (?:it|the)|i)\b"
)
_FINISHED = re.compile(r"[.!]\W{0,4}$")
_SENTENCE_WITHIN = re.compile(r"[.!] \w")


def parent_kind(parent: str) -> str:
    """ "none", "post", "reply" (the council's) or "resident"; ``parent`` in small letters without accents."""
    if not parent.strip():
        return "none"
    personal = len(_RESIDENT.findall(parent))
    if _REPLY.search(parent) and not personal:
        return "reply"
    asks_all = parent.rstrip().endswith("?") and not _SENTENCE_WITHIN.search(parent) and len(parent) < 60
    council = (
        3 * bool(_ANNOUNCES.search(parent)) + min(2, len(_COUNCIL.findall(parent))) + bool(_FINISHED.search(parent))
    )
    council += (len(parent) > 70) + 2 * bool(_SENTENCE_WITHIN.search(parent))
    resident = 2 * min(2, personal) + min(2, len(_CHATS.findall(parent))) + 4 * asks_all + (len(parent) < 45)
    return "post" if council > resident + (not _FINISHED.search(parent)) else "resident"
