"""Requests about the bot itself: what it can do, how it is used, who made it, how it is managed."""

import re

from retrieval.language import lexicon
from retrieval.models.requests import Request
from retrieval.understanding.message import Message
from retrieval.understanding.pages import PAGES
from retrieval.understanding.wording import clauses, fold, has, phrase_pattern, whole_pattern

_HOW_TO = re.compile(
    r"(?:how (?:do|can|could|should|would|does) (?:i|we|you|one|someone|a mod\w*|an admin)|how to|"
    r"can (?:i|we|mods|moderators|admins?|anyone|everyone|people|users|someone else)|could (?:i|we)|"
    r"where (?:do|can) (?:i|we)|"
    r"is it possible to|is there (?:a|any) way to|am i able to|who can|do i have to|i want to|(?:can|"
    r"could|will|would) (?:you|someone|somebody)|please|why can not (?:i|we)|"
    r"wie kann ich|wie|kann ich|como (?:puedo )?|puedo|se puede|comment (?:puis je |je peux |on peut |"
    r"faire pour )?|je peux|como (?:eu )?(?:posso )?|posso|da pra) ?(.*)"
)
_ASKING = re.compile(
    r"\b(?:ask|search|look up|filter|find|fragen|suchen|preguntar|buscar|demander|chercher)\b"
)
_STRONG = re.compile(
    r"(?:add|upload|import|remove|delete|reindex|subscribe|unsubscribe|follow|unfollow|turn|switch|enable|disable|mute|invite|install|kick|"
    r"hide|block|include|index|hinzu\w*|fuge|losch\w*|anadir|agregar|agrega\w*|ajoute\w*|adicion\w*|追加)\b"
)

_USE_OF_THIS = re.compile(r"how (?:do|does|can|should|would|could|to)\b.*\b(?:this|it)\b")
_ASKS_WHAT_IS_WRONG = re.compile(
    r"(?:what is (?:going on|up|wrong|happening|the (?:matter|problem|issue))|"
    r"(?:is )?(?:something|anything) wrong|any ideas?|what (?:can|should|do) i do|why(?: is that)?|how come)"
    r"(?: here| now| please)?"
)
"""A clause that asks on about the trouble before it."""
_OF_BOT = re.compile(r"\b(?:you|your|i|me|my|we|it|this|that|bot|podcite|help|use|du|dich|tu|voce|vc)\b")
_SURELY_BOT = re.compile(
    r"\b(?:your|this|the|our) (?:bot|library|server|list|discord|channel)\b|\bpodcite\b|\brss\b|\bto you\b|"
    r"\b(?:podcasts?|shows?|feeds?|episodes?|transcripts?|transkript\w*|folgen?|episodios?|announcements?|"
    r"notifications?)$|\b(?:your|my|own|new|another) (?:podcasts?|shows?|feeds?|episodes?|transcripts?)\b"
)
"""Words by which surely the bot, its library or its server are meant."""


def find_help(message: Message) -> Request | None:
    """Return the request of a message about the bot."""
    if any(whole_pattern("help_data").fullmatch(text) for text in message.wholes):
        return message.request("help", "privacy")
    for name, detail in (
        ("help_full", "usage"),
        ("help_about_bot", "abilities"),
        ("help_other_languages", "abilities"),
    ):
        if any(whole_pattern(name).fullmatch(text) for text in message.wholes) and not _goes_on(message):
            return message.request("help", _detail(message.bare, detail))
    is_page = message.reference.episodes and any(has(f"page_{page}", message.text) for page in PAGES)
    # "the bot" at the end may be who is spoken to, or what the question is about.
    asks_how = any(map(_is_about_managing, (message.core, message.bare)))
    if asks_how and not is_page and not _has_another_subject(message):
        return message.request("help", "usage" if _ASKING.search(message.core) else "manage")
    return None


def _goes_on(message: Message) -> bool:
    """Return whether a question about something else follows, or "this" has a noun of its own."""
    for part in list(clauses(message.text))[1:]:
        if _ASKS_WHAT_IS_WRONG.fullmatch(part):
            continue
        asks = phrase_pattern("clause_words").match(part) and not _OF_BOT.search(part)
        if asks or has("say_verbs", part):
            return True
    return _USE_OF_THIS.match(message.core) is not None and bool(message.leftover("help_words"))


def _has_another_subject(message: Message) -> bool:
    """Return whether it names things that are no part of the bot, and nothing that surely is."""
    left = message.leftover("help_manage_verbs", "help_manage_objects", "help_words", "search_verbs")
    return bool(left) and not _SURELY_BOT.search(message.text)


def _is_about_managing(text: str) -> bool:
    """Return whether it asks how to do something with a part of the bot."""
    how_to = _HOW_TO.fullmatch(text)
    if how_to is None:
        return False
    verbs = "|".join(fold(verb) for verb in lexicon.entries("messages/help_manage_verbs"))
    objects = phrase_pattern("help_manage_objects").pattern
    action = re.match(
        rf"(?:{verbs})\b(?: (?:off|on|up|me|about|in|for|to|only|all|the|a|an|new|my|of|from|with|just|"
        rf"some|more|out))*\b ?(.*)",
        how_to[1],
    )
    if action is None:
        return False
    if _STRONG.match(how_to[1]) and re.match(rf"(?:[\w']+ ){{0,5}}(?:{objects})", action[1]):
        return True
    return re.match(rf"(?:the |a |my |new |more )*(?:{objects})", action[1]) is not None


def _detail(text: str, default: str) -> str:
    for words, detail in _DETAILS:
        if re.search(words, text):
            return detail
    return default


_DETAILS = (
    (r"\b(?:errors?|timeouts?|timed out|crash\w*)\b", "broken"),
    (
        r"^(?:and |so |but )?how (?:do|does|did) (?:you|it|this|that|the bot)\b.*\b(?:work|function)\b",
        "how-it-works",
    ),
    (
        r"\bwhy (?:do|are|can|does|is)(?: not)? (?:you|u|the bot|this bot) "
        r"(?:always|only|just|never|keep)\b|\bquotes?\b",
        "how-it-works",
    ),
    (r"\bcommands?\b|befehle|comandos|commandes|コマンド", "commands"),
    (
        r"\bwho (?:made|built|created|wrote|developed|owns|runs|coded|programmed|maintains|is behind)|"
        r"gemacht|hizo|creo|fait|cree|criou|fez|作",
        "maker",
    ),
    (
        r"\b(?:real|human|person|robot|chat ?gpt|gpt|ai|who are you|wer bist|quien eres|qui es|tu es qui|"
        r"quem e|mensch|humano|humain|人間)\b",
        "identity",
    ),
    (r"\b(?:store|save|keep|log|private|collect|read my|see my|data|speicher|guarda)", "privacy"),
    (r"\b(?:work|working|slow|broken|error|respond|answering|thinking|down)\b", "broken"),
    (r"\b(?:where|source|trust|how (?:do|does) (?:you|it|this)|accurate|reliable|model)\b", "how-it-works"),
    (r"\bhow\b|\buse\b|wie|como|comment|使", "usage"),
)
