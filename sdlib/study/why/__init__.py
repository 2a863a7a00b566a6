"""Why a variable differs between two runs, and which feedback loops drive a run."""
