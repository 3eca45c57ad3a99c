"""English text as words, sentences, numbers and names; knows no episode."""
