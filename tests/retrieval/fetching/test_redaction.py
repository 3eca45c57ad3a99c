"""No key, password or address comes through, however it is written."""

import pytest

from retrieval.fetching.redaction import MAX_LINE_CHARACTERS, redact, spellings

SECRETS = ["gr@pe/fruit 'juice'", "sésame-ouvre"]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("no server at postgresql+psycopg://podcite:honeypot@db/podcite", "honeypot"),
        ("no server at http://mia:honeypot@chroma.lan:8000/api", "honeypot"),
        ("refused: https://mia:honey(pot@feeds.example/rss", "pot@"),
        ("refused: https://mia:honey'pot@feeds.example/rss", "pot@"),
        ("refused: https://mia:honey@pot@feeds.example/rss", "pot@"),
        ("refused: https://mia:honey/pot@feeds.example/rss", "pot@"),
        ("refused: https://honeypot@feeds.example/rss", "honeypot"),
        ("refused: //mia:honeypot@feeds.example/rss", "honeypot"),
        ("refused: '//honeypot@feeds.example/rss'", "honeypot"),
        ("through socks5://mia:honeypot@proxy:1080", "honeypot"),
        ("at wss://gateway.example/?token=honeypot", "honeypot"),
        ("GET HTTPS://MIA:HONEYPOT@FEEDS.EXAMPLE/", "HONEYPOT"),
        ("POST https://discord.com/api/v10/webhooks/12/honeypot/messages/@original", "honeypot"),
        ("POST /interactions/12/honeypot/callback", "honeypot"),
        ("{'Authorization': 'Bearer honeypot'}", "honeypot"),
        ("Authorization: Bot honeypot", "honeypot"),
        ("Authorization: Basic bWlhOmhvbmV5", "bWlh"),
        ("{'api_key': 'honeypot', 'n': 1}", "honeypot"),
        ('{"password": "honeypot"}', "honeypot"),
        ("host=db user=podcite password=honeypot dbname=x", "honeypot"),
        ("OPENAI_API_KEY=honeypot", "honeypot"),
        ("GET /v1/models?key=honeypot&n=1", "honeypot"),
        ("x-api-key: honeypot", "honeypot"),
        ("X-Auth-Token: honeypot", "honeypot"),
        ("API key not valid: AIzaSyHoneypot1234", "Honeypot"),
        ("Incorrect API key provided: sk-proj-aBcD1234efgh", "aBcD1234"),
        ("token MTA0ODk3NjEyMzQ1Njc4OTA.GhJkLm.abcdefghijklmnopqrstuvwxyz012", "GhJkLm"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "eyJzdWIi"),
        ("write to jane.doe+bees@hive.example today", "jane.doe"),
        ("plain gr@pe/fruit 'juice'", "fruit"),
        ("quoted gr%40pe%2Ffruit%20%27juice%27", "fruit"),
        ("quoted gr%40pe/fruit%20%27juice%27", "fruit"),
        ("plus gr%40pe%2Ffruit+%27juice%27", "fruit"),
        ("json s\\u00e9same-ouvre", "ouvre"),
        ("The feed https://hive.example/podcast/episode-12 can't be read", "hive"),
        ("url='http://[address]:8000/private/honeypot/feed'", "honeypot"),
        ("no feed at http://[2001:db8::7]:8000/private/honeypot", "honeypot"),
        ("no feed at https://hive.example/rss?of[]=honeypot", "honeypot"),
        ("no feed at https://hive.example/a(b)/honeypot", "honeypot"),
        ("no feed at https://hive.example/a'b/honeypot", "honeypot"),
        ("Cannot connect to host hive.example:443 ssl:default [None]", "hive"),
        ("Cannot connect to host hive:8000 ssl:default [None]", "hive"),
        ("HTTPConnectionPool(host='hive.example', port=80): no", "hive"),
        ("host=hive user=podcite", "hive"),
        ('connection to server at "hive" (10.1.2.3), port 5432 failed', "hive"),
        ('connection to server at "db" (10.1.2.3), port 5432 failed', "10.1.2.3"),
        ("None: Failed to resolve 'hive.lan' ([Errno -2] Name or service not known)", "hive"),
        ("certificate verify failed: it is not valid for 'hive'. (_ssl.c:1006)", "hive"),
        ("hostname 'x.lan' doesn't match 'hive.lan'", "hive"),
        ("hostname 'hive.lan' doesn't match 'x.lan'", "hive"),
        ("failed to resolve host 'hive': [Errno -2] Name or service not known", "hive"),
        ('could not translate host name "hive" to address: unknown', "hive"),
        ("Invalid proxy URL 'hive.lan:8080'", "hive"),
        ("Connection to hive.lan timed out. (connect timeout=3)", "hive"),
        ("Connection to hive:5432 refused", "hive"),
        ("Error connecting to hive.lan:6379.", "hive"),
        ("Could not resolve host: hive.lan", "hive"),
        ("Temporary failure in name resolution for hive.lan", "hive"),
        ("Connect call failed ('192.0.2.7', 443)", "192.0.2.7"),
        ("no route to 192.0.2.7:8000.", "192.0.2.7"),
        ("Connect call failed ('2001:db8::7', 443, 0, 0)", "2001"),
        ("no route to [2001:db8::7]:8000", "db8"),
        ("- host: 'hive', port: '5432', hostaddr: '192.0.2.7': timeout", "hive"),
        ("{'host': 'hive', 'user': 'mia'}", "hive"),
        ('{"host": "hive", "port": 1}', "hive"),
        ("[(b'Host', b'hive'), (b'Accept', b'*/*')]", "hive"),
        ("b'Host: hive.example'", "hive"),
        ("[Errno -2] Name or service not known: hive", "hive"),
        ("Server disconnected from hive.example", "hive"),
        ("getaddrinfo failed for hive.example", "hive"),
        ("Cannot connect to proxy hive:3128", "hive"),
        ("Cannot connect to host 2001:db8::7:443 ssl:default", "db8"),
        ("2001:db8:1:2:3:4:5:7: no route to host", "db8"),
        ("[(b'X-Chroma-Token', b'honeypot')]", "honeypot"),
        ("<CIMultiDictProxy('Authorization': 'Token honeypot')>", "honeypot"),
        ("[('Authorization', 'Basic bWlhOmhvbmV5==honeypot'), ('api-key', 'honeypot')]", "honeypot"),
        ("Authorization: Token honeypot", "honeypot"),
        ('{"accessToken": "honeypot"}', "honeypot"),
        ("{'message': 'Incorrect API key provided: honeypot. You can'}", "honeypot"),
        ("Invalid API Key: honeypot", "honeypot"),
        ("pwd=honeypot", "honeypot"),
    ],
)
def test_what_is_secret_is_taken_out(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in redact(text, spellings(SECRETS))


@pytest.mark.parametrize(
    "text",
    [
        "Ready as kites#1 in 12 servers",
        "The setting DISCORD_TOKEN is wrong: copy it again.",
        "openai:gpt-6-luna: 1,200 tokens read, 80 tokens written",
        "Registered /ask, /search, /library",
        "The site is served on port 8080",
        "The key: copy it again.",
        "2026-11-28 08:12:45,123 INFO podcite 1.2.3: at [0:12:45] of 'bees', 10.5 s",
        "Only the host: 3 may use it, and its hosts do",
        "The settings 'token', 'name' are missing; std::abc at 10:20:30 of 0:1:2",
        "Its token is a key, its cookie 'is' sweet",
        "Error 4f2a9c1d in /ask",
        "Shard ID None has connected to Gateway; the connection to Discord is open.",
        "The title could not be resolved: it doesn't match any show.",
        "retrieval.conversation.choosing_episodes: 3 at 12:30",
    ],
)
def test_ordinary_lines_stay_as_they_are(text: str) -> None:
    assert redact(text, spellings(SECRETS)) == text


@pytest.mark.parametrize("part", ["//a:", "http://", "://", "//:", "key = ", "a" * 50 + " "])
def test_a_long_line_is_cut_before_it_is_searched(part: str) -> None:
    line = "400, message: " + part * (1_000_000 // len(part))
    first, second, last = redact(f"{line}\n{line}\nthe end").splitlines()
    assert first == second
    assert first.startswith("400, message:")
    assert first.endswith("…")
    assert len(first) <= 2 * MAX_LINE_CHARACTERS  # `[secret]` is longer than what it stands for
    assert last == "the end"


def test_no_part_of_a_secret_comes_through_where_a_line_is_cut() -> None:
    for before in range(MAX_LINE_CHARACTERS - 60, MAX_LINE_CHARACTERS):
        text = f"{'x ' * (before // 2)}//mia:honeypot@feeds.example/rss {SECRETS[1]} {'y ' * 100}"
        shown = redact(text, spellings(SECRETS))
        assert "hone" not in shown
        assert "sésa" not in shown
