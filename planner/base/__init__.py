"""What every room stands on: errors, configuration, languages, compiled kernels. Imports nothing of ours."""
