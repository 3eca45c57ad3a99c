import pytest

from retrieval.errors import FeedError
from retrieval.feeds import opml
from tests.retrieval.feeds.feed_server import item, rss_feed
from tests.retrieval.feeds.test_rss import ENTITY


def test_a_list_of_feeds_is_read_through_all_its_folders() -> None:
    listed = (
        '<opml><body><outline text="Food"><outline text="Crumb" xmlUrl="https://a.example/1"/></outline>'
        '<outline title="Hive" xmlUrl="https://a.example/2"/><outline text="bad" xmlUrl="file:///x"/>'
        '<outline text="again" xmlUrl="https://a.example/1"/></body></opml>'
    )
    assert opml.parse(listed.encode()) == (
        ("Crumb", "https://a.example/1"),
        ("Hive", "https://a.example/2"),
    )
    for other in ("<opml/>", rss_feed(item(1)), ENTITY + listed):
        with pytest.raises(FeedError):
            opml.parse(other.encode())
