"""From transcript files of any format to cues and segments."""
