"""The life of a release after its draft: published, withdrawn, corrected, and what is due then."""
