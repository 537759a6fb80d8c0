"""The grammar of two languages, read and written; it knows neither YAML nor Word."""
