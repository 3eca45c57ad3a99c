from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.extractive import MAX_EXTRACTED_SENTENCES, cite_nearest, extract_answer
from retrieval.models import Cue, Episode, Hit, Segment, Show

SHOW = Show(1, "hive", "Hive Notes")
EPISODE = Episode(1, "hive-7", SHOW, "Keeping bees", 1, 40)
OTHER = Episode(2, "hive-8", SHOW, "More bees", 2, 40)
WIND = "They face south, because a cold wind from the north would chill the hives all winter."


def hit(number: int, text: str, episode: Episode = EPISODE, similarity: float = 0.6) -> Hit:
    return Hit(episode, Segment(number, (Cue(text, 10.0 * number, 10.0 * number + 9),)), 1.0, similarity)


def texts(question: str, hits: Sequence[Hit]) -> list[str]:
    return [sentence.text for sentence in extract_answer(question, hits)]


def test_an_answer_is_whole_sentences_each_cited_the_best_first() -> None:
    hits = [
        hit(9, "Right. In summer the hives stand open, and we lift the roofs to let warm air out. Yeah."),
        hit(2, f"Why do the hives face south? We built twelve wooden hives in a long row. {WIND}"),
        hit(4, "Good hives smell of wax and linseed oil, which keeps the boards dry. Sure."),
    ]
    found = extract_answer("Why do the hives face south?", hits)
    assert [sentence.citations[0].segment for sentence in found] == [2, 9, 4]
    assert WIND in found[0].text
    assert all(sentence.text == sentence.citations[0].quote for sentence in found)


def test_a_sentence_that_hangs_in_the_air_brings_the_one_before() -> None:
    found = texts("Why do the hives face south?", [hit(2, f"We built twelve wooden hives. {WIND} OK.")])
    assert found == [f"We built twelve wooden hives. {WIND}"]


def test_the_hosts_question_is_not_the_answer() -> None:
    text = "So why do the hives face south in winter, Anna? Hives that face south get sun."
    assert texts("Why do the hives face south in winter?", [hit(1, text)])[0].endswith("get sun.")


def test_a_question_for_a_number_is_answered_by_words_that_state_one() -> None:
    counted = "We never counted them all. In the end there were forty bees on the roof."
    hits = [hit(1, "There are so many bees on the roof that we never counted them."), hit(2, counted)]
    assert any("forty bees" in text for text in texts("How many bees were on the roof?", hits))
    assert texts("How many bees were on the roof?", hits[:1]) == []


def test_only_passages_that_state_the_number_are_quoted() -> None:
    stating, other = (
        "In the end there were forty bees on the roof.",
        "Bees on the roof are a fine thing to have.",
    )
    assert texts("How many bees were on the roof?", [hit(1, other), hit(2, stating)]) == [stating]


def test_a_sentence_that_names_a_person_answers_who() -> None:
    named = "The hives came from a friend, Anna Berg."
    said = hit(1, f"The hives were brought here in the spring of that year. Yes. {named} Hm.")
    said = replace(said, sentence_matches=(0.5, 0.1, 0.4, 0.1))
    assert named in texts("Who brought the hives?", [said])[0]


def test_what_a_thing_is_comes_before_what_is_said_of_it() -> None:
    of_it = "A good smoker matters, and we use the smoker whenever we open a hive of ours."
    found = texts("What is a smoker?", [hit(1, of_it), hit(2, "A smoker is a tin can with bellows on it.")])
    assert found[0].startswith("A smoker is a tin can")


def test_what_a_thing_is_is_not_told_by_the_interviewer_where_no_speakers_are_named() -> None:
    asked = "- So you were the keeper of the smoker at the abbey. Can you tell us what the smoker is for?"
    reply = "It is a can with bellows, which makes the bees drowsy for a while."
    assert texts("What is a smoker?", [hit(1, f"{asked}\n- {reply}")]) == [reply]


def test_nothing_is_said_twice() -> None:
    said = "Hives that face south stay warm all winter."
    assert texts("Why do hives face south?", [hit(1, said), hit(5, said), hit(3, said, OTHER)]) == [said]


def test_passages_come_in_the_order_of_their_hits_whatever_their_episode() -> None:
    hits = [
        hit(7, "Hives face south for the warm sun.", OTHER),
        hit(5, "My hives never faced anywhere but south, says grandfather."),
        hit(2, "Hives by the northern wall grew mouldy in the south of Norway.", OTHER),
    ]
    found = [s.citations[0] for s in extract_answer("Why do hives face south?", hits)]
    assert [(c.episode.id, c.segment) for c in found] == [("hive-8", 7), ("hive-7", 5), ("hive-8", 2)]


def test_one_passage_is_quoted_where_it_alone_answers() -> None:
    best, other = hit(1, WIND), hit(2, "We paint all of our hives in a friendly yellow.")
    question = "Why do the hives face south?"
    assert len(texts(question, [best, other])) == 2
    assert texts(question, [best, replace(other, score=0.4)]) == [WIND]


def test_at_most_three_passages_are_quoted() -> None:
    said = (
        "Hives face south for the warm sun of the morning.",
        "My hives never faced anywhere but south, says grandfather.",
        "Whoever turned them south in the war was a clever woman.",
        "Cold rooms in the south wing of the barn hold the honey.",
    )
    hits = [hit(number, text) for number, text in enumerate(said, 1)]
    assert len(texts("Why do hives face south?", hits)) == MAX_EXTRACTED_SENTENCES == 3


def test_the_sentence_that_matches_best_is_quoted_with_those_next_to_it_that_say_something() -> None:
    hives = "We built twelve wooden hives by the barn."
    said = hit(2, f"Lunch was late. {hives} {WIND} Then it rained all day. Really?")
    assert texts("Why?", [replace(said, sentence_matches=(0.1, 0.2, 0.9, 0.1, 0.1))]) == [
        f"{hives} {WIND} Then it rained all day."
    ]


def test_a_quote_stays_short() -> None:
    whole = "Hives face south, because the north wind is cold."
    apart = hit(3, f"Lunch was late, {'and later still, ' * 20}on that day. {whole} Then it rained all day.")
    assert texts("Why?", [replace(apart, sentence_matches=(0.1, 0.9, 0.1))]) == [
        f"{whole} Then it rained all day."
    ]
    many = hit(4, " ".join(f"This is sentence number {n} of them." for n in range(9)))
    assert texts("Why?", [replace(many, sentence_matches=(*[0.1] * 4, 0.9, *[0.1] * 4))]) == [
        " ".join(f"This is sentence number {n} of them." for n in (3, 4, 5))
    ]


def test_without_an_answer_the_nearest_passages_are_shown() -> None:
    hits = [
        hit(n, f"Sentence number {n} is about honey. And that was it.", similarity=0.05) for n in (4, 1, 3, 2)
    ]
    assert extract_answer("Who won the football match?", hits) == []
    assert [citation.segment for citation in cite_nearest("Who won the football match?", hits)] == [4, 1, 3]


def test_no_question_stands_among_the_nearest_passages() -> None:
    asked = "Could anybody start a hive from nothing? You buy five frames of bees with a queen first."
    hits = [Hit(EPISODE, Segment(1, (Cue(asked),)), 1.0), Hit(EPISODE, Segment(2, (Cue("Bees?"),)), 0.9)]
    quotes = [citation.quote for citation in cite_nearest("How do I start a hive?", hits)]
    assert quotes == ["You buy five frames of bees with a queen first."]


def test_flat_text_gives_readable_pieces() -> None:
    flat = (
        "so we keep the hives behind the barn and they all face south because the wind there is cold and you "
        "know in winter that is what kills them so my advice is to look for a warm wall and then you wait "
        "until the snow is gone from the roof and the first of them come out and look around for the willows "
        "that we planted along the stream when my father still had his sheep there and nobody kept any bees"
    )
    (found,) = texts("why do hives face south", [hit(1, flat)])
    assert "face south" in found
    assert found in flat
    assert len(found.split()) < len(flat.split())


ODD = (
    "hive",
    "south.",
    "Wind?",
    "and",
    "bees;",
    "12",
    "Anna",
    "[3]",
    "**",
    "don't",
    "\u202e",
    "蜂",
    "www.x.example",
)
WORDS = st.lists(st.sampled_from(ODD), max_size=40).map(" ".join)


@pytest.mark.slow
@given(question=st.text(max_size=60) | WORDS, said=st.lists(WORDS.filter(str.strip), max_size=6))
def test_every_citation_resolves_to_words_of_its_segment(question: str, said: list[str]) -> None:
    hits = [hit(n, text, similarity=0.9) for n, text in enumerate(said, 1)]
    found = extract_answer(question, hits)
    assert len(found) <= MAX_EXTRACTED_SENTENCES
    for citation in [*(c for s in found for c in s.citations), *cite_nearest(question, hits)]:
        assert citation.quote in hits[citation.segment - 1].segment.text


@pytest.mark.parametrize("question", ["", "?", "Warum?", "なぜ"])
def test_no_hits_no_answer(question: str) -> None:
    assert extract_answer(question, []) == []
    assert cite_nearest(question, []) == ()


def test_what_follows_the_same_question_in_the_talk_comes_before_what_only_mentions_it() -> None:
    mention = "We once had a spring tide on a Sunday, and the spring tide took the ferry's clock."
    asked = "What is a spring tide? It is the highest water of the fortnight. That is at new and full moon."
    found = texts("What is a spring tide, in her own words?", [hit(9, mention), hit(2, asked)])
    assert found[0] == "It is the highest water of the fortnight. That is at new and full moon."


def test_an_answer_never_runs_into_the_next_speakers_words() -> None:
    said = (
        "What is a spring tide? Yes, tides are a thing of the moon and the sun.",
        "- So we rowed on home.",
    )
    asked = Hit(EPISODE, Segment(2, tuple(Cue(text) for text in said)), 1.0, 0.6)
    assert texts("What is a spring tide?", [asked]) == ["Yes, tides are a thing of the moon and the sun."]


def test_a_sentence_that_leans_on_the_one_before_does_not_bring_bare_assent_along() -> None:
    said = "Exactly. That makes the spring tide heap the water up on the far side of the Earth too."
    found = texts("Where does the spring tide heap the water up?", [hit(2, said)])
    assert found == [said.removeprefix("Exactly. ")]


@pytest.mark.parametrize(("other", "quoted"), [("Maren", 1), ("Tobias", 2)])
def test_only_one_named_speakers_words_are_quoted_together(other: str, quoted: int) -> None:
    said = (
        "The spring tide heaps the water up on the far side of the Earth too.",
        "So the spring tide makes two heaps, and the Earth turns below them.",
    )
    cues = (Cue(said[0], speaker="Tobias"), Cue(said[1], speaker=other))
    found = texts("Where does the spring tide heap the water up?", [Hit(EPISODE, Segment(2, cues), 1.0, 0.6)])
    assert found == [" ".join(said[:quoted])]


@pytest.mark.parametrize(
    "announced",
    [
        "Hello and welcome to the Hive, where hives face south.",
        "Today my guest is Anna Berg, whose hives all face south.",
        "In our conversation, we talk about why hives face south and much more.",
        "Thanks for listening to us talk about hives that face south.",
        "This episode is brought to you by Beetec, who face south all the time.",
        "Why do you think that all of the hives face south?",
    ],
)
def test_no_greeting_no_sponsor_and_no_hosts_question_is_quoted(announced: str) -> None:
    question = "Why do the hives face south?"
    assert texts(question, [hit(1, announced), hit(2, WIND)]) == [WIND]
    assert texts(question, [hit(1, f"{announced} {WIND}")]) == [WIND]
    assert texts(question, [hit(1, announced)]) == []


def test_a_sponsor_is_quoted_where_it_is_asked_for() -> None:
    thanks = "This episode is brought to you by Hivetec, whose hives face south."
    assert texts("What are the hives of Hivetec like?", [hit(1, thanks)]) == [thanks]


def test_what_follows_a_question_is_quoted_without_it() -> None:
    text = f"Were they at the farm in winter? Because of the wind, {WIND[0].lower()}{WIND[1:]}"
    assert texts("Why do the hives face south?", [hit(1, text)])[0].startswith("Because of the wind")
    sure = "We had built them like that, right? And so they face south, because of the wind."
    assert texts("Why do the hives face south?", [hit(1, sure)]) == [sure]


def test_what_a_transcriber_could_not_hear_is_quoted_last() -> None:
    unheard = "A lot of the time the hives face a big [unintelligible 00:06:34.06] in the south."
    said = "So the hives face south because a cold wind would chill them all winter."
    question = "Why do the hives face south?"
    assert texts(question, [hit(1, f"{unheard} {said}")]) == [said]
    assert texts(question, [hit(1, unheard), hit(2, said)]) == [said, unheard]
    assert cite_nearest(question, [hit(1, f"{unheard} {said}")])[0].quote == said


def test_next_to_words_that_name_a_thing_others_do_not_say_what_it_is() -> None:
    named = "I think the queen excluder keeps the honey clean, and many beekeepers argue about it."
    other = "Some companies now replace the whole bee yard by robots that nobody has to feed."
    assert texts("What is a queen excluder?", [hit(1, named), hit(2, other)]) == [named]


def test_next_to_words_that_name_a_subject_passages_without_it_are_not_quoted() -> None:
    nameless = "They gave up on it in the end, for it never quite worked in the cold of the hills."
    named = "A swarm settles where the scouts have danced for the longest time of all."
    assert texts("What do they say about the swarm?", [hit(1, nameless), hit(3, named)]) == [named]


def test_a_reply_that_does_not_name_the_subject_is_no_better_than_words_that_do() -> None:
    named = "The queen cells hang at the lower edge of the comb, a long thumb of wax each."
    said = f"{named} Have you got queen cells now? Let's look that up while you are all here with us."
    assert texts("What do they say about queen cells?", [hit(1, said)]) == [named]
