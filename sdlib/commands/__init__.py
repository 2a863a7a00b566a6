"""The commands of ``sdlib``, one file each; what they need to run is imported when they run."""
