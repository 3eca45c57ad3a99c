"""Write `docs/formats.md` from the list of formats: `python -m retrieval.transcripts.format_guide`."""

import sys
from collections.abc import Sequence

from retrieval.transcripts.format import TranscriptFormat

_INTRODUCTION = """\
# Transcripts that can be read

<!-- Made by `python -m retrieval.transcripts.format_guide > docs/formats.md`; don't edit it by hand. -->

Podcite looks at the content of a file, not at its name. Use the best file that you have: one with times and
names of speakers, such as WebVTT, SubRip or Podcasting 2.0 JSON. Times become links into the recording.
Answers from a file without times have quotes but no links.

- **A name at the beginning of a line of subtitles** counts as a speaker if it occurs at least twice, as
  sentences can begin with "The question is:", too. If many lines begin with such names, once is enough.
- **Speakers without a name** (`SPEAKER_00`, `Speaker A`, `spk_1`) are shown as "Speaker 1", "Speaker 2" and
  so on.
- **Unreadable parts** of an otherwise good file are skipped, and the report says what and where. If
  these are more than 5 places and more than 1 % of the file, the file is refused.
- **Two tracks in one file**, one after the other, are merged in the order of their times. A file with two
  recordings is refused; split it first.
- **Times that start at 01:00:00**, as on an editor's timeline, are moved to 0:00:00.
- **Lines that nobody says** ("Transcribed by …", "SUMMARY KEYWORDS") are left out.
- **Front matter** between two lines `---` at the top of a text file describes the episode: `title`, `show`,
  `date`, `guests` or `speakers`, `media`, `youtube_url`, `audio_url`, `link`, `duration`, `description`,
  `artwork`, `license`.
- **PDF, RTF, OpenDocument and old Word files** are refused: open them and save them as plain text (.txt) or
  as a Word document (.docx).
- **Code, settings, logs and documents with markup** such as a README are refused: 2 % of their characters
  or more are signs such as `{`, `=` and `|`, which nobody says. From 0.5 % on, the report says that the file
  may be no transcript.

"""


def format_guide(formats: Sequence[TranscriptFormat]) -> str:
    """Return the guide to all formats, in Markdown."""
    return _INTRODUCTION + "\n".join(map(_section, formats))


def _section(format_: TranscriptFormat) -> str:
    suffixes = ", ".join(f"`{suffix}`" for suffix in format_.suffixes)
    return (
        f"## {format_.name[0].upper()}{format_.name[1:]}\n\n"
        f"Written by: {format_.origin}.  \n"
        f"Read: {format_.keeps}.  \n"
        f"Usual endings: {suffixes}.\n\n"
        f"~~~text\n{format_.sample}~~~\n"
    )


def main() -> None:
    """Print the guide."""
    from retrieval.transcripts.reader import FORMATS

    sys.stdout.write(format_guide(FORMATS))


if __name__ == "__main__":
    main()
