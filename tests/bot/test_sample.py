"""The bundled show is there, whole, and said to be made up."""

from bot import sample


def test_every_episode_is_a_file_of_its_own_with_a_title_a_date_and_a_link() -> None:
    assert len({path for path, _ in sample.EPISODES}) == 3
    for path, details in sample.EPISODES:
        assert len(path.read_text(encoding="utf-8").split()) > 1_200
        assert details.show == sample.SHOW
        assert details.episode == path.stem
        assert details.title
        assert details.published
        assert (details.audio_url or "").startswith("https://salt-and-light.example/")
