"""What every room stands on: errors, configuration, languages, and the words of stored codes."""
