"""The desk in the browser: routes and pages. What it can do, commands do by the same functions."""
