"""Move an episode to another show, and say so."""

from bot.cli.action_log import in_server, log_action
from bot.cli.session import Session
from bot.ui.show_sentences import moved_sentence


def move_episode(
    session: Session, episode: str, show: str, *, new: bool = False, guild: int | None = None
) -> None:
    """Move an episode, by its id, to a show; with `new`, to a new one of this title.

    Raises NotFoundError if there is no such episode or show.
    """
    moved = session.run(session.library.shows.move(guild, episode, show, new=new))
    log_action(session, "move", moved.episode, f"to {moved.after.title}{in_server(guild)}")
    session.print_text(moved_sentence(moved))
