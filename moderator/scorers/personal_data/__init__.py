"""Personal data in a comment: telephone numbers, addresses, e-mail, postcodes and other identifiers."""
