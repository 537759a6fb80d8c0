"""linkj-press: partnership press releases in Japanese and English, filled in from the record."""
