"""The page for ``streamlit run streamlit_app.py`` and for hosting; `sdlib app` starts the same."""

import sys

from sdlib.app.page import show

show(*sys.argv[1:2])
