"""One result, many readers: terminal, CSV, HTML.  Everything here is made from results alone."""
