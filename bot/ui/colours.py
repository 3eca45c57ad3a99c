"""The colours of the bot's embeds."""

import discord

GREEN = discord.Colour(0x2F9E8F)  # an answer, a page, something done
AMBER = discord.Colour(0xD9A441)  # a refusal, a failure, a question before something is lost
SLATE = discord.Colour(0x5B6B8C)  # transcripts, lists and work in progress
