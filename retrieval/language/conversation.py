"""How talk leans on what was said before, fills in, greets, asks and thanks: what can't be quoted alone."""

import re

from retrieval.language.patterns import any_of

LEAD = re.compile(
    r"(?:(?:and|so|but|well|okay|ok|yeah|yes|no|right|now|like|because|or|oh|um|uh|look|see|actually|"
    r"basically|honestly|obviously|certainly|exactly|sure|anyway|i mean|you know|i think|i guess|i would say|"
    r"i feel like|of course|by the way|in fact|then|totally|definitely|awesome|amazing|wow|yep|hi|hey|"
    r"all right|alright|love that|interesting)\b[\s,.\u2026-]*)+",
    re.IGNORECASE,
)
DANGLING = re.compile(
    r"(?:it|it's|its|it'll|that|that's|this|these|those|they|they're|them|their|he|he's|she|she's|his|her|him|"
    r"which|who|whose|there|there's|then|also|too|same|not|either|neither|such|one|ones|another|other|both|"
    r"if so|what i|my|me|mine|here|here's|do|does|did|is|are|was|were|can|could|would|will|to|even|have|has|"
    r"had|"
    r"for example|first of all|second|secondly|instead|again|next|finally|last|say|than|with that|"
    r"the (?:first|second|third|other|same|latter|last|next) \w+|hi|hello|hey|thanks|sorry|you were|"
    r"you've|your|other than|let's|let me|on|of|\w+ly)\b|\w+n't\b",
    re.IGNORECASE,
)
ABOUT_ONESELF = re.compile(r"(?:i|i'm|i've|i'd|i'll|you|you're)\b", re.IGNORECASE)
UNCLEAR = re.compile(r"[\[\]]|quote,? unquote|\b(\w+) \1 \1\b", re.IGNORECASE)
FILLER = re.compile(
    r"\b(?:um|uh|er|ah|you know|i mean|i guess|sort of|kind of|like,|or something|or whatever|and so on|"
    r"stuff|blah|yeah|okay|right,|right\?)|\b(\w+),? \1\b|\w-(?=\s)|\u2026|\.\.\.",
    re.IGNORECASE,
)
VAGUE = frozenset(
    {"it", "it's", "that", "that's", "this", "they", "them", "he", "she", "there", "these", "those", "stuff"}
)
COURTESY = any_of(
    r"thank(?:s| you)\b",
    r"welcome (?:to|back)\b",
    "my guest",
    "your host",
    "subscribe",
    "listening to",
    "this episode",
    "this podcast",
    "(?:great|good) question",
    "glad to",
    "check out",
    "show notes",
    "find you",
    "join us",
    "see you",
    "i'm curious",
    "i have to ask",
    "i (?:was going|want|wanted|would like|'d love) to (?:say|ask|get|dive|talk|mention|go|touch|hear)",
    "i'd love to",
    "(?:last|next|first|one more|another|final) question",
    "we(?:'ve| have)? talked",
    "let's (?:talk|get|move|dive|go)",
    "(?:amazing|great|good|incredible) (?:story|advice|point|stuff)",
    "your (?:talk|book|podcast|newsletter|blog)",
    "big fan",
    "i'm (?:a|an|the) \\w+ (?:at|engineer|developer)",
    "my name is",
    "in (?:her|his|our|this|today's) conversation",
    "(?:for|to) (?:listeners|folks)",
    "pre-order",
    "i'm happy to",
    "hold on",
    "on the podcast",
    "tune in",
    "past episodes",
    "about the show",
    "give it a listen",
    "my podcast",
    "i'll tell you",
    "going back to",
)
ASKING = any_of(
    r"(?:do|did|are|were|would|could|can|have|don't|didn't) you\b(?! (?:know|see|go)\b)",
    r"you (?:said|mentioned|tweeted|talked|wrote|briefly)\b",
    "like you",
    "you have some",
    "you know what",
    "let me ask",
    "i wanted to ask",
    "is it possible",
    r"tell (?:me|us)\b",
    "your thoughts",
    r"you're an? \w+ person",
)
_ASIDE = re.compile(r",?\s*\bin (?:his|her|their|your|its) (?:own )?words\b", re.IGNORECASE)


def without_asides(query: str) -> str:
    """The query without "in his own words": every answer is."""
    return _ASIDE.sub("", query)
