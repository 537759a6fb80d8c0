"""The desk in the browser: routes and pages. What it can do, functions that commands call too do."""
