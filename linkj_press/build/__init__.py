"""Releases to files: what is built, what stands, finals, PDFs and redlines."""
