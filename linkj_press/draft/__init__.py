"""From facts to a document: templates, Markdown, and where every word comes from."""
