"""Draw a server's figures. matplotlib is imported only by the child process that draws."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from babel.dates import format_skeleton

from retrieval.models.gaps import DayFigures

WIDTH, HEIGHT, DPI = 8.0, 3.6, 120
"""The size of the picture in inches, and its dots per inch."""
BACKGROUND, TEXT, GRID = "#f6f7f9", "#23272e", "#c9ced6"
"""Its own light card, so that it can be read on Discord's dark and light backgrounds."""
SERIES = (("answered", "#2f9e8f", ""), ("weak", "#d9a441", "//"), ("refused", "#5b6b8c", ".."))
"""The parts of each bar: a day's questions by how they ended, each with a colour and a pattern."""
FONTS = (
    "DejaVu Sans",
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "IPAexGothic",
    "IPAGothic",
    "TakaoGothic",
    "VL Gothic",
)
"""The fonts of the words: matplotlib's own, and those for Japanese where they are installed."""
MAX_BARS = 45
"""How many bars can be distinguished; more days are drawn by week."""


class Words(NamedTuple):
    """The words of the picture: its title, the parts of a bar as in `SERIES`, and the locale of its dates."""

    by_day: str
    by_week: str
    series: tuple[str, ...]
    locale: str

    @property
    def text(self) -> str:
        """All words of the picture."""
        return "".join((self.by_day, self.by_week, *self.series))


ENGLISH = Words(
    "Questions by day (UTC)", "Questions by week (UTC)", ("answered", "answered poorly", "refused"), "en_GB"
)
"""The words if no font is installed for those of the reader's language."""


def draw(figures: Sequence[DayFigures], days: int, words: Words = ENGLISH) -> bytes:
    """Return a PNG with a bar for each of the last `days` days, or weeks if there are many."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib.figure import Figure

    font = _font_for(words.text + _day(date(2024, 5, 31), words))
    words = words if font else ENGLISH
    mpl.rcParams["font.family"] = font or FONTS[0]
    step = 1 if days <= MAX_BARS else 7
    starts, counts = _bars(figures, days, step, datetime.now(UTC).date())
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor=BACKGROUND, layout="constrained")
    axes = figure.add_subplot(facecolor=BACKGROUND)
    below = [0] * len(starts)
    for (name, colour, hatch), label in zip(SERIES, words.series, strict=True):
        heights = [getattr(bar, name) for bar in counts]
        axes.bar(
            range(len(starts)),
            heights,
            bottom=below,
            color=colour,
            hatch=hatch,
            edgecolor=BACKGROUND,
            linewidth=0.4,
            label=label,
        )
        below = [low + height for low, height in zip(below, heights, strict=True)]
    _label(
        axes,
        [_day(start, words) for start in starts],
        words.by_week if step > 1 else words.by_day,
        max(below, default=0),
    )
    png = io.BytesIO()
    figure.savefig(png, format="png")
    return png.getvalue()


def _day(day: date, words: Words) -> str:
    return format_skeleton("MMMd", day, locale=words.locale)


def _font_for(text: str) -> str | None:
    """Return a font that has all characters of a text; `None` if none is installed."""
    from matplotlib.font_manager import findfont
    from matplotlib.ft2font import FT2Font

    for name in FONTS:
        try:
            font = FT2Font(findfont(name, fallback_to_default=False))
        except ValueError:
            continue
        if all(font.get_char_index(ord(char)) for char in text if not char.isspace()):
            return name
    return None


def _label(axes: object, days: Sequence[str], title: str, highest: int) -> None:
    from matplotlib.axes import Axes
    from matplotlib.ticker import MaxNLocator

    assert isinstance(axes, Axes)  # noqa: S101 - matplotlib is not imported where the type would be named
    every = max(1, len(days) // 8)
    ticks = range(0, len(days), every)
    axes.set_xticks(list(ticks), [days[at] for at in ticks])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.set_ylim(0, max(1, highest) * 1.1)
    axes.set_title(title, color=TEXT, loc="left")
    axes.tick_params(colors=TEXT)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    for name, spine in axes.spines.items():
        spine.set_visible(name == "bottom")
        spine.set_color(GRID)
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        borderaxespad=0.2,
        ncols=len(SERIES),
        frameon=False,
        labelcolor=TEXT,
    )


def _bars(
    figures: Sequence[DayFigures], days: int, step: int, today: date
) -> tuple[list[date], list[DayFigures]]:
    first = today - timedelta(days=days - 1)
    count = -(-days // step)
    starts = [first + timedelta(days=at * step) for at in range(count)]
    sums = [[0, 0, 0] for _ in starts]
    for figure in figures:
        at = max(0, min((figure.day - first).days // step, count - 1))
        for part, value in enumerate((figure.answered, figure.weak, figure.refused)):
            sums[at][part] += value
    return starts, [DayFigures(start, *values) for start, values in zip(starts, sums, strict=True)]
