"""Lists of feeds show no listener's password or key."""

from bot.cli.json_documents import feed_document
from bot.cli.render.feeds import render_feeds
from retrieval.models.feeds import Feed

FEED = Feed(1, None, "https://mia:s3cretWord@hive.example/rss/aB3dE5gH7jK9?auth=Xa81qqZ7", "The Hive")


def test_a_listed_feed_is_known_by_its_host_and_path_alone() -> None:
    listed = repr(list(render_feeds([FEED]))) + repr(feed_document(FEED))
    assert "https://hive.example/rss/…" in listed
    assert not any(secret in listed for secret in ("mia", "s3cretWord", "aB3dE5gH7jK9", "Xa81qqZ7"))
