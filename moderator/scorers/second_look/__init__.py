"""A second look: what no rule explains, yet reads like comments that people marked as harmful. It can only queue."""
