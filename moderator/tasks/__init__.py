"""The imperative shell: one file per tick, one public function per file."""
