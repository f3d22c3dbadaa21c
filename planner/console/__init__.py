"""What commands share: tables on stdout, narration on stderr, options, the workspace of a run."""
