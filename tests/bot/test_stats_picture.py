"""The picture of a server's figures."""

import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from bot.stats_picture import BACKGROUND, DPI, HEIGHT, WIDTH, _bars, draw
from retrieval.models.gaps import DayFigures

TODAY = datetime.now(UTC).date()


@pytest.mark.slow
@pytest.mark.parametrize("days", [1, 30, 365])
def test_it_is_a_card_of_its_own_colour_with_a_bar_for_each_day_or_week(days: int) -> None:
    picture = Image.open(io.BytesIO(draw([DayFigures(TODAY, 10_000, 200, 3_000)], days)))
    assert picture.size == (WIDTH * DPI, HEIGHT * DPI)
    corner = picture.convert("RGBA").getpixel((0, 0))
    assert corner == (*bytes.fromhex(BACKGROUND[1:]), 255)  # opaque: Discord may be dark or light around it


@pytest.mark.slow
def test_nothing_to_draw_is_an_empty_card() -> None:
    assert Image.open(io.BytesIO(draw([], 30))).format == "PNG"


def test_every_day_is_counted_once() -> None:
    figures = [DayFigures(TODAY - timedelta(days=ago), 1, 2, 3) for ago in range(90, -1, -1)]
    for step in (1, 7):
        starts, bars = _bars(figures, 91, step, TODAY)
        assert (len(starts), sum(bar.refused for bar in bars)) == (len(bars), 3 * 91)


@pytest.mark.slow
def test_the_bots_process_never_loads_matplotlib() -> None:
    program = "import bot.run, bot.cogs.gaps, bot.replies.stats, sys; print('matplotlib' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"
