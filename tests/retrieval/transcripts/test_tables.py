"""Tables of passages: other languages, titles above, no headings, Markdown, Word and web pages."""

import io
import zipfile

import pytest

from retrieval.transcripts.reader import parse_transcript
from tests.retrieval.transcripts.talks import clock, read, talk, write

ROWS = write(lambda a, b, who, said: f'{clock(a)},{clock(b)},{who},"{said}"')
MARKDOWN = write(lambda a, _, who, said: f"| {clock(a)} | **{who}** | {said} |")


def drops(seconds: float) -> str:
    return clock(seconds).replace(":", ";") + ";00"


@pytest.mark.parametrize(
    "text",
    [
        "Start,End,Speaker,Text\n" + ROWS,
        "The mill, a transcript\n\nStart,End,Speaker,Text\n" + ROWS,
        "Beginn,Ende,Sprecher,Text\n" + ROWS,
        "Inicio,Fin,Hablante,Texto\n" + ROWS,
        "Début;Fin;Locuteur;Texte\n"
        + ROWS.replace(",0", ";0").replace(",I", ";I").replace(",R", ";R").replace(',"', ';"'),
        ROWS,
        write(lambda a, _, who, said: f'{a},{who},"{said}"'),
        write(lambda a, _, who, said: f"{clock(a)} | {who} | {said}"),
        "Time\tWho\tWhat\n" + write(lambda a, _, who, said: f"{clock(a)}\t{who}\t{said}"),
        "Speaker Name,Start Time,End Time,Text\n"
        + write(lambda a, b, who, said: f'"{who}","{drops(a)}","{drops(b)}","{said}"'),
        "# The mill\n\n| Time | Speaker | Text |\n|:---|---|---|\n" + MARKDOWN,
        "| " + MARKDOWN[2:],
    ],
)
def test_a_table_is_read_with_its_times_and_names(text: str) -> None:
    assert read(text, "talk.csv") == talk()


def test_a_line_above_the_headings_is_the_title() -> None:
    text = "# The mill\n\n| Time | Speaker | Text |\n|---|---|---|\n" + MARKDOWN
    assert parse_transcript(text.encode(), "talk.md").details.title == "The mill"


def test_the_rows_of_a_web_page_are_read() -> None:
    rows = write(lambda a, _, who, said: f"<tr><td>{clock(a)}</td><td>{who}</td><td>{said}</td></tr>")
    head = "<tr><th>Time</th><th>Speaker</th><th>Text</th></tr>"
    page = f"<html><body><h1>The mill</h1><table>{head}{rows}</table></body></html>"
    assert read(page, "talk.html") == talk()
    assert parse_transcript(page.encode(), "talk.html").details.title == "The mill"


def test_the_rows_of_a_word_document_are_read() -> None:
    def row(*cells: str) -> str:
        return (
            "<w:tr>"
            + "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in cells)
            + "</w:tr>"
        )

    body = row("Timecode", "Speaker", "Dialogue") + write(lambda a, _, who, said: row(clock(a), who, said))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}"><w:body><w:tbl>{body}</w:tbl></w:body></w:document>',
        )
    assert read(data.getvalue(), "talk.docx") == talk()


@pytest.mark.parametrize(
    "text", ["0:01, I said, and then\nwe went on, he said", "One, two, three.\nFour, five, six."]
)
def test_sentences_with_commas_are_no_table(text: str) -> None:
    assert parse_transcript(text.encode(), "talk.txt").format != "table"
