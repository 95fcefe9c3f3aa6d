"""The council moderation daemon: it watches, weighs, hides or queues, explains and keeps promises."""
