"""All that a running bot has imported: importing it takes most of the time in which a bot starts."""

import importlib
import pkgutil
from datetime import date

import bot
import retrieval
from bot.ui.language import LOCALES, translation
from retrieval.understanding.classify import understand
from retrieval.understanding.names import LibraryNames

_LEFT_OUT = {"__main__", "migrations"}
# What the program imports only when it needs it. Without onnxruntime: it starts a thread, which a fork loses.
_LATER = ("alembic.command", "chromadb.api.rust", "langchain_openai", "tantivy", "tokenizers")

for _package in (bot, retrieval):
    for _module in pkgutil.walk_packages(_package.__path__, f"{_package.__name__}."):
        if _LEFT_OUT.isdisjoint(_module.name.split(".")):
            importlib.import_module(_module.name)
for _name in _LATER:
    importlib.import_module(_name)

# The patterns by which messages are understood are made of long lists of words, with the first message.
_NO_NAMES = LibraryNames((), {}, lambda _: {}, lambda *_: [], date(2026, 1, 1))
understand("What is said about warm water?", _NO_NAMES)

for _language in LOCALES:  # the translations are compiled with the first text in their language
    translation("", _language)
