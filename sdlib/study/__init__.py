"""Studies of a loaded model: what it is asked, beyond a single run."""
