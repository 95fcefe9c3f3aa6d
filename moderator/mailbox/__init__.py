"""Mail that comes in: fetched from the council's mailbox and read as values; nothing here believes or acts."""
