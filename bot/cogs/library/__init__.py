"""`/library`: the commands of a server's moderators, with their jobs and feeds."""

from bot.client import Podcite
from bot.cogs.library.content import LibraryContent
from bot.cogs.library.recordings import RecordingMenu
from bot.cogs.library.settings_page import SETTINGS_CONTROLS
from bot.feeds.announcer import Announcer
from bot.feeds.poll_loop import FeedPollLoop
from bot.jobs.buttons import JOB_BUTTONS, job_view
from bot.jobs.questions import JobQuestions
from bot.jobs.runner import JobRunner
from bot.replies.buttons import SummaryButton


async def setup(bot: Podcite) -> None:
    """Add the cogs and their buttons; discord.py calls this as it loads the extension."""
    bot.add_dynamic_items(*JOB_BUTTONS, *SETTINGS_CONTROLS, RecordingMenu, SummaryButton)
    jobs = JobRunner(bot, bot.library, pace=bot.pace, job_view=job_view)
    poll_loop = FeedPollLoop(bot, bot.library, jobs, Announcer(bot, bot.library), seconds=bot.poll_seconds)
    questions = JobQuestions(bot, bot.library, job_view=job_view)
    for cog in (poll_loop, jobs, questions, LibraryContent(bot.library, jobs)):
        await bot.add_cog(cog)


async def teardown(bot: Podcite) -> None:
    """Remove the cogs from other packages; discord.py calls this as it unloads the extension or closes.

    The poll loop is removed first: no poll may start after a job that keeps it waiting was cancelled.
    """
    for cog in (FeedPollLoop, JobRunner, JobQuestions):
        await bot.remove_cog(cog.__cog_name__)
