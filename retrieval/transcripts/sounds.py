"""What transcripts state in brackets that isn't a speaker: sounds, and remarks of those who transcribed."""

_SOUNDS = frozenset(
    {
        *(
            "music",
            "laughter",
            "laughs",
            "applause",
            "silence",
            "inaudible",
            "crosstalk",
            "noise",
            "laughing",
        ),
        *("music playing", "sighs", "sigh", "chuckles", "chuckling", "coughs", "coughing", "clears throat"),
        *("blank_audio", "no audio", "unintelligible", "indistinct", "pause", "beep", "clapping", "cheering"),
        *("speaking foreign language", "foreign language", "singing", "gasps", "whispers", "giggles"),
        *(
            "intro",
            "outro",
            "intro music",
            "outro music",
            "ad",
            "ad break",
            "break",
            "advertisement",
            "theme",
        ),
        *("speaker_turn", "speaker turn", "foreign", "laugh", "cross talk", "phonetic", "overlapping"),
    }
)


def is_sound(text: str) -> bool:
    """Return whether this is a sound or a remark, as `[Music]`, and not the name of a speaker."""
    return text.strip().casefold() in _SOUNDS
