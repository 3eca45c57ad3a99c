"""Which episode a transcript belongs to: a file never silently replaces another."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.errors import EpisodeExistsError
from retrieval.models import Details, IndexReport, Placement, PlacementChoice, Scope
from tests.retrieval.indexing import IndexParts, open_parts, transcript

pytestmark = pytest.mark.slow

CLAY = Details(show="Clay Hour")


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[IndexParts]:
    (tmp_path / "home").mkdir()
    parts = open_parts(tmp_path / "home")
    yield parts
    parts.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "talks"


def write(folder: Path, *names: str, text: str = "") -> list[Path]:
    """Write a transcript about its own name, or with the text, to each path."""
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() or transcript(str(path)))
    return paths


def add_all(parts: IndexParts, files: list[Path], details: Details = CLAY) -> list[IndexReport]:
    placement = Placement(siblings=frozenset(map(str, files)))
    return [parts.indexer.add(file, details, placement=placement) for file in files]


def ids(parts: IndexParts) -> set[str]:
    return {episode.id for episode in parts.catalog.episodes(Scope())}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (
            ("transcript_12.srt", "transcript_13.srt", "captions-2024-05-01.srt", "Transcript - On bees.srt"),
            {"clay-hour-12", "clay-hour-13", "2024-05-01", "on-bees"},
        ),
        (
            ("on-kilns/transcript.srt", "on-glazes/transcript.srt", "on-wheels/transcript.srt"),
            {"on-kilns", "on-glazes", "on-wheels"},
        ),
        (
            ("season1/01.srt", "season1/intro.srt", "season2/01.srt", "season2/intro.srt"),
            {"clay-hour-1", "intro", "clay-hour-1-2", "intro-2"},
        ),
    ],
)
def test_every_file_of_a_folder_is_an_episode_and_stays_one(
    parts: IndexParts, folder: Path, names: tuple[str, ...], wanted: set[str]
) -> None:
    files = write(folder, *names)
    assert [report.outcome for report in add_all(parts, files)] == ["added"] * len(names)
    assert ids(parts) == wanted
    titles = [episode.title for episode in parts.catalog.episodes(Scope())]
    assert len(set(titles)) == len(names)
    assert [report.outcome for report in add_all(parts, files)] == ["unchanged"] * len(names)


@pytest.mark.slow
def test_each_season_added_by_itself_has_a_first_episode(parts: IndexParts, folder: Path) -> None:
    first, second = write(folder, "season1/01.srt", "season2/01.srt")
    assert parts.indexer.add(first, CLAY).outcome == "added"
    assert parts.indexer.add(second, CLAY).outcome == "added"


@pytest.mark.slow
def test_files_of_one_heading_are_episodes_each(parts: IndexParts, folder: Path) -> None:
    files = [
        *write(folder, "a.md", text="# Interview\n\n**Ann:** About bees and honey.\n\n**Ben:** Yes, bees.\n"),
        *write(folder, "b.md", text="# Interview\n\n**Ann:** About wax and combs.\n\n**Ben:** Yes, wax.\n"),
    ]
    assert [report.outcome for report in add_all(parts, files)] == ["added", "added"]


@pytest.mark.slow
def test_the_same_path_in_the_same_show_renews_its_episode(parts: IndexParts, folder: Path) -> None:
    (file,) = write(folder, "bees.srt")
    parts.indexer.add(file, CLAY)
    write(folder, "bees.srt", text=transcript("wasps").decode())

    report = parts.indexer.add(file, CLAY)

    assert (report.episode, report.outcome, report.replaced) == ("bees", "updated", True)
    assert parts.indexer.roll_back(parts.episode("bees")).outcome == "rolled back"


@pytest.mark.slow
@pytest.mark.parametrize("stated", [True, False])
def test_a_mounted_folder_of_another_show_replaces_nothing(
    parts: IndexParts, folder: Path, stated: bool
) -> None:
    first = "---\nshow: Clay Hour\n---\nWe talk about kilns and pots today.\n"
    (file,) = write(folder, "01.md", text=first)
    parts.indexer.add(file, CLAY)
    write(
        folder, "01.md", text=(first if stated else "---\na: b\n---\n").replace("Clay", "Bee") + "And more."
    )

    report = parts.indexer.add(file, Details() if stated else Details(show="Bee Hour"))

    assert report.outcome == "added"
    assert {episode.show.title for episode in parts.catalog.episodes(Scope())} == {"Clay Hour", "Bee Hour"}
    assert len(ids(parts)) == 2


def test_a_path_that_another_show_has_asks_where_no_show_is_said(parts: IndexParts, folder: Path) -> None:
    (file,) = write(folder, "01.srt")
    parts.indexer.add(file, CLAY)
    write(folder, "01.srt", text=transcript("wasps").decode())
    with pytest.raises(EpisodeExistsError, match="'clay-hour-1'"):
        parts.indexer.add(file, Details())
    assert ids(parts) == {"clay-hour-1"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "details"),
    [
        ("bees.srt", CLAY),
        ("Bees.vtt", CLAY),
        ("other.srt", Details(show="clay hour", title="bees")),
        ("elsewhere/bees.srt", CLAY),
    ],
)
@pytest.mark.parametrize("kind", ["upload", "file"])
def test_what_looks_like_an_episode_asks_and_changes_nothing(
    parts: IndexParts, folder: Path, name: str, details: Details, kind: str
) -> None:
    parts.indexer.add(transcript("bees"), CLAY, name="bees.srt")
    before = parts.episode("bees")
    (file,) = write(folder, name)
    source = file if kind == "file" else file.read_bytes()

    with pytest.raises(EpisodeExistsError, match=r"'bees' \(“Bees”\) of Clay Hour") as raised:
        parts.indexer.add(source, details, name=name)

    assert raised.value.episode == "bees"
    assert parts.catalog.episodes(Scope()) == [before]


@pytest.mark.slow
def test_the_answer_decides_whether_it_replaces_or_is_another(parts: IndexParts) -> None:
    for topic, choice in (("bees", "ask"), ("wasps", "new"), ("ants", "replace")):
        parts.indexer.add(transcript(topic), CLAY, name="bees.srt", placement=Placement(choice))  # type: ignore[arg-type]
    assert ids(parts) == {"bees", "bees-2"}
    assert "ants" in parts.texts("bees")[0]
    assert "wasps" in parts.texts("bees-2")[0]
    parts.indexer.add(transcript("moths"), Details(show="Clay Hour", episode="bees-2"), name="bees.srt")
    assert "moths" in parts.texts("bees-2")[0]


@pytest.mark.slow
def test_an_upload_of_other_name_and_title_or_in_another_show_does_not_ask(parts: IndexParts) -> None:
    parts.indexer.add(transcript("bees"), CLAY, name="bees.srt")
    assert parts.indexer.add(transcript("wasps"), CLAY, name="wasps.srt").outcome == "added"
    assert parts.indexer.add(transcript("moths"), Details(show="Hive"), name="bees.srt").outcome == "added"
    assert parts.indexer.add(transcript("bees"), CLAY, name="else.srt").outcome == "unchanged"


@pytest.mark.parametrize("details", [Details(), Details(show="Bee Hour")])
@pytest.mark.parametrize("choice", ["ask", "new", "replace"])
def test_the_bytes_of_another_shows_episode_ask(
    parts: IndexParts, folder: Path, details: Details, choice: PlacementChoice
) -> None:
    first, second = write(folder, "clay/bees.srt", "bee-hour/hive.srt", text=transcript("bees").decode())
    parts.indexer.add(first, CLAY)
    before = parts.episode("bees")

    with pytest.raises(EpisodeExistsError, match=r"hive.srt .* 'bees' \(“Bees”\) of Clay Hour") as raised:
        parts.indexer.add(second, details)
    assert (raised.value.episode, raised.value.is_copy) == ("bees", True)
    assert parts.catalog.episodes(Scope()) == [before]

    if choice == "new":
        assert parts.indexer.add(second, details, placement=Placement(choice)).outcome == "added"
        assert parts.episode("hive").show.title == "Bee Hour"
        assert parts.indexer.add(second, details).outcome == "unchanged"
    elif choice == "replace":
        parts.indexer.add(second, details, placement=Placement(choice))
        assert parts.episode("bees").show.title == (details.show or "Clay Hour")
    else:
        kept = replace(details, episode="bees")
        assert parts.indexer.add(second, kept).episode == "bees"
    assert parts.episode("bees").title == "Bees"


def test_an_upload_of_another_shows_bytes_asks_in_its_own_guild_only(parts: IndexParts) -> None:
    parts.indexer.add(transcript("bees"), CLAY, name="bees.srt", guild=1)
    with pytest.raises(EpisodeExistsError, match="of Clay Hour, not of Hive"):
        parts.indexer.add(transcript("bees"), Details(show="Hive"), name="x.srt", guild=1)
    assert (
        parts.indexer.add(transcript("bees"), Details(show="Hive"), name="x.srt", guild=2).outcome == "added"
    )


@pytest.mark.slow
def test_a_link_names_the_show_and_the_episode_and_its_target_is_the_place(
    parts: IndexParts, folder: Path
) -> None:
    file, _ = write(folder, "store/0f3a.srt", "store/hive.srt")
    (folder / "clay-hour").mkdir()
    link = folder / "clay-hour" / "bees.srt"
    link.symlink_to(file)
    (folder / "bee-hour").symlink_to(folder / "store")

    assert parts.indexer.add(link, Details()).episode == "bees"
    assert parts.episode("bees").show.title == "Clay Hour"
    write(folder, "store/0f3a.srt", text=transcript("wasps").decode())
    assert parts.indexer.add(link, Details()).replaced
    assert parts.indexer.add(folder / "bee-hour" / "hive.srt", Details()).episode == "hive"
    assert parts.episode("hive").show.title == "Bee Hour"


@pytest.mark.slow
def test_attachments_of_one_upload_are_episodes_each(parts: IndexParts) -> None:
    made: list[str] = []
    for topic in ("bees", "wasps", "moths"):
        placement = Placement(siblings=frozenset(made))
        made.append(parts.indexer.add(transcript(topic), CLAY, name="talk.srt", placement=placement).episode)
    assert made == ["talk", "talk-2", "talk-3"]


def test_the_same_address_renews_and_another_one_asks(parts: IndexParts) -> None:
    def add(topic: str, url: str) -> IndexReport:
        return parts.indexer.add(transcript(topic), CLAY, name="1.srt", placement=Placement(origin=url))

    assert add("bees", "https://a.example/1.srt").outcome == "added"
    assert add("wasps", "https://a.example/1.srt").replaced
    with pytest.raises(EpisodeExistsError):
        add("moths", "https://b.example/1.srt")
