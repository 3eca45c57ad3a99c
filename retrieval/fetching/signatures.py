"""Recognize by its first bytes what isn't text, even if its server says that it is."""

from retrieval.texts import Text

SIGNATURE_BYTES = 64
"""How many of the first bytes are needed to recognize it."""
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_DOCUMENT_PARTS = (b"[Content_Types].xml", b"_rels/", b"word/", b"docProps/", b"mimetype")
_OTHERS = {
    b"ID3": Text("a recording"),
    b"\xff\xfb": Text("a recording"),
    b"\xff\xf3": Text("a recording"),
    b"\xff\xf1": Text("a recording"),
    b"OggS": Text("a recording"),
    b"RIFF": Text("a recording"),
    b"fLaC": Text("a recording"),
    b"\x1aE\xdf\xa3": Text("a video"),
    b"\x89PNG": Text("a picture"),
    b"\xff\xd8\xff": Text("a picture"),
    b"GIF8": Text("a picture"),
    b"%PDF": Text("a PDF document"),
}


def kind_of_binary(beginning: bytes, *, takes_documents: bool = False) -> Text | None:
    """Return the kind of a binary file; `None` for text, and for Word documents if they are accepted."""
    if beginning.startswith(_ARCHIVES):
        is_document = beginning.startswith(b"PK\x03\x04") and any(
            beginning[30:].startswith(part) for part in _DOCUMENT_PARTS
        )
        return None if is_document and takes_documents else Text("an archive")
    if beginning[4:8] == b"ftyp":
        return Text("a recording")
    return next((kind for signature, kind in _OTHERS.items() if beginning.startswith(signature)), None)
