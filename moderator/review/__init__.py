"""The small page behind the links in a mail."""
