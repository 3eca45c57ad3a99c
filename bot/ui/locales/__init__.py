"""The bot's own words in other languages: one gettext catalog (`LANGUAGE.po`) for each."""
