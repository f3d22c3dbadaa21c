"""SQL of surveys: set-up and results, open answers and tokens, traces."""
