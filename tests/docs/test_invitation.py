"""The README's invite link asks for what answering messages and opening threads needs."""

import re

from discord import Permissions

from docs.tables import README


def test_the_link_asks_for_these_permissions_and_no_others() -> None:
    (number,) = re.findall(r"scope=bot\+applications\.commands&permissions=(\d+)`", README.read_text("utf-8"))
    assert Permissions(int(number)) == Permissions(
        view_channel=True,
        send_messages=True,
        embed_links=True,
        read_message_history=True,
        create_public_threads=True,
        send_messages_in_threads=True,
    )
