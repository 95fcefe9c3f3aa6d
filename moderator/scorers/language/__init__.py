"""Which language a comment is written in, sentence by sentence."""
