"""The headings of tables of passages: which column has the times, the speakers and the text."""

import re
from collections.abc import Mapping, Sequence

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "start": ("start", "start time", "start timecode", "begin", "in", "from", "time", "timestamp",
              "timecode", "start ms", "start seconds", "start s", "start (ms)", "starttime", "in point",
              "start (s)", "source in", "record in",
              "tc in", "timecode in", "time in", "in time", "time code", "start (seconds)", "time (s)",
              "beginn", "anfang", "startzeit", "zeit", "zeitstempel", "inicio", "tiempo", "d\u00e9but",
              "debut", "temps", "in\u00edcio", "tempo", "inizio", "tijd",
              "\u043d\u0430\u0447\u0430\u043b\u043e",
              "\u0432\u0440\u0435\u043c\u044f", "\u958b\u59cb", "\u958b\u59cb\u6642\u9593", "\u6642\u9593",
              "\u5f00\u59cb\u65f6\u95f4", "\u65f6\u95f4"),
    "end": ("end", "end time", "end timecode", "out", "to", "source out", "record out",
            "end ms", "end (ms)", "endtime", "out point",
            "stop", "end seconds", "end (s)", "tc out", "timecode out", "time out", "out time",
            "end (seconds)", "ende", "endzeit", "fin", "fim", "fine", "einde",
            "\u043a\u043e\u043d\u0435\u0446",
            "\u7d42\u4e86", "\u7d42\u4e86\u6642\u9593", "\u7ed3\u675f\u65f6\u95f4"),
    "speaker": ("speaker", "speaker name", "speaker label", "name", "who", "voice", "character",
                "speaker id", "person", "speakername", "speakers", "participant", "sprecher", "sprecherin",
                "hablante", "orador", "locutor", "locuteur", "intervenant", "falante", "relatore", "spreker",
                "\u0441\u043f\u0438\u043a\u0435\u0440",
                "\u0433\u043e\u0432\u043e\u0440\u044f\u0449\u0438\u0439",
                "\u8a71\u8005", "\u767a\u8a00\u8005", "\u8bf4\u8bdd\u4eba", "\u53d1\u8a00\u4eba"),
    "text": ("text", "transcript", "content", "sentence", "caption", "body", "subtitle", "dialogue", "words",
             "utterance", "transcription", "speech", "what", "line", "quote", "message", "spoken text",
             "inhalt", "aussage", "texto", "texte", "testo", "tekst", "\u0442\u0435\u043a\u0441\u0442",
             "\u30c6\u30ad\u30b9\u30c8", "\u767a\u8a00", "\u5185\u5bb9", "\u5167\u5bb9", "\u6587\u672c",
             "notes", "note", "comment"),
}  # fmt: skip
"""What a column may be called, by what it has; the first that a table has is taken."""


def columns(cells: Sequence[str]) -> dict[str, int]:
    """Return the columns that the cells of a table's first line name, by what is in them."""
    names = [" ".join(re.split(r"[\s_-]+", cell.strip(" \t\"'*#").casefold())) for cell in cells]
    return {
        kind: names.index(name)
        for kind, known in HEADINGS.items()
        if (name := next((name for name in known if name in names), None))
    }


def are_headings(cells: Sequence[str]) -> bool:
    """Return whether cells are the headings of passages, and nothing else: a text, and times or speakers."""
    cells = [cell for cell in cells if cell.strip()]
    found = columns(cells)
    return len(cells) > 1 and "text" in found and len(found) >= len(cells) - 1 and len(found) > 1
