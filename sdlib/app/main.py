"""The script that Streamlit runs: ``streamlit run sdlib/app/main.py -- MODEL``."""

import sys

from sdlib.app.page import show

show(*sys.argv[1:2])
