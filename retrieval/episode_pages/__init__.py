"""What an episode's page shows: summary, clips, questions and related episodes."""
