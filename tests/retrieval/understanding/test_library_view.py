"""Messages are understood by the words of the episodes that the caller may see, wherever they are stored."""

from collections.abc import Sequence
from dataclasses import replace

from retrieval.models import Episode, Segment
from retrieval.understanding.classify import understand
from retrieval.understanding.descriptions import rank_by_content
from retrieval.understanding.library_view import LibraryView
from retrieval.understanding.names import CountMentions, LibraryNames
from tests.retrieval.understanding.shelf import (
    EPISODES,
    HARBOUR,
    OVEN,
    TODAY,
    count_mentions,
    read_openings,
    search_words,
)

BREAKWATER = EPISODES[0]


def view(words: CountMentions = count_mentions, wordless: Sequence[int] = ()) -> LibraryView:
    return LibraryView(read_openings, words, search_words, lambda _: wordless)


def names(wordless: Sequence[int] = (), episodes: Sequence[Episode] = EPISODES) -> LibraryNames:
    return view(wordless=wordless).names(episodes, TODAY)


def test_only_words_of_visible_episodes_count() -> None:
    others = [episode for episode in EPISODES if episode is not BREAKWATER]
    assert names().count_mentions(["granite"]) == {"granite": {1: 1}}
    assert names(episodes=others).count_mentions(["granite"]) == {"granite": {}}
    # Whether another server's episodes say a name makes no difference to the reply.
    everywhere = view(lambda words: {word: {**count_mentions([word])[word], 99: 3} for word in words})
    asked = "What did Quibblefax say?"
    assert understand(asked, everywhere.names(EPISODES, TODAY), ()).reference.missing is not None


def test_words_that_another_catalog_left_do_not_count() -> None:
    assert names(wordless=[1]).count_mentions(["granite"]) == {"granite": {}}
    assert names(wordless=[1]).search_words("granite", 5, [1]) == []
    # A name may be said where the words are missing, so nobody is said to be unknown.
    assert names().has_all_words()
    assert understand("What did Quibblefax say?", names(), ()).reference.missing is not None
    assert understand("What did Quibblefax say?", names(wordless=[1]), ()).reference.missing is None


def test_a_message_is_understood_without_an_index_of_words() -> None:
    without = view(lambda words: {}).names(EPISODES, TODAY)
    request = understand("What is the capital of the granite keepers?", without, ())
    assert (request.kind, request.detail) == ("other", "outside")


def test_a_moved_episode_is_found_by_what_it_is_about() -> None:
    moved = replace(BREAKWATER, show=OVEN, stored_with=BREAKWATER.show.key)
    episodes = (moved, *EPISODES[1:])
    found = rank_by_content(["granite", "keeper"], names(episodes=episodes), {OVEN.key})
    assert [episode.id for episode in found] == [moved.id]


def test_lists_and_answers_call_the_same_episode_the_newest() -> None:
    spoken = replace(EPISODES[2], published=None)  # it says that it was recorded in May
    undated = replace(EPISODES[3], id="harbour-talk-13", show=HARBOUR, title="Sails")
    without_number = replace(EPISODES[3], key=5, generation=5, id="sails", title="Sails")
    for episodes in ([*EPISODES[:2], spoken, undated, without_number], [*EPISODES[:2]]):
        listed = view().newest_first(episodes, TODAY)
        assert listed == view().names(episodes, TODAY).newest_first(episodes)
        assert view().newest_first(list(reversed(episodes)), TODAY) == listed
    listed = view().newest_first([without_number, spoken, undated, *EPISODES[:2]], TODAY)
    assert [episode.id for episode in listed] == [
        "harbour-talk-13",  # after number 12 of its show
        "harbour-talk-12",
        "harbour-talk-11",
        "oven-7",
        "sails",
    ]


def test_files_without_a_show_are_not_as_new_as_their_numbers() -> None:
    for title, newest in (("Harbour Talk", "talk-99"), ("Unsorted", EPISODES[0].id)):
        show = replace(HARBOUR, title=title)
        dated = replace(EPISODES[0], show=show)
        numbered = replace(EPISODES[3], key=9, generation=9, id="talk-99", title="Ep 99", show=show)
        assert view().newest_first([numbered, dated], TODAY)[0].id == newest


def test_a_list_of_dated_episodes_reads_no_beginnings() -> None:
    def unread(*_: object) -> dict[int, tuple[Segment, ...]]:
        raise AssertionError("nothing has to be read")

    library = LibraryView(unread, count_mentions, search_words)
    assert [e.id for e in library.newest_first(EPISODES[:2], TODAY)] == ["harbour-talk-12", "harbour-talk-11"]
