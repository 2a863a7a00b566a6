"""What the page needs to be told on the command line. Nothing here knows Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

BLUE = "#1f5fbf"
"""The current scenario, and what can be pressed."""
GREY = "#6b7078"
"""The baseline; dark enough for thin lines and small letters on white."""
INK = "#1d2530"
"""Letters."""
FONT = (
    "Source Sans, 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
)

OPTIONS: Mapping[str, str | bool] = MappingProxyType(
    {
        "browser.gatherUsageStats": False,
        # A script that is explaining is ended by the next move: no collection may stand between.
        "runner.postScriptGC": False,
        # A newer move ends the script that runs. With this, a second one would run beside it until
        # then, and a move could be lost between the two.
        "runner.fastReruns": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "server.headless": True,
        "server.showEmailPrompt": False,
        "server.fileWatcherType": "none",
        "theme.base": "light",
        "theme.primaryColor": BLUE,
        "theme.textColor": INK,
        "theme.backgroundColor": "#ffffff",
        "theme.secondaryBackgroundColor": "#f2f4f7",
        "theme.borderColor": "#d5dae1",
        "theme.grayTextColor": "#565c66",
        "theme.baseRadius": "0.375rem",
        "theme.font": FONT,
        "theme.paddingTop": "0.5rem",
        "theme.paddingBottom": "1rem",
        "ui.hideTopBar": True,
    }
)
"""Name of each Streamlit option to its value; `.streamlit/config.toml` holds the same."""


def flags() -> list[str]:
    """Return the options as flags of ``streamlit run``.

    Example:
        >>> "--server.headless=true" in flags()
        True
    """
    return [f"--{name}={_text(value)}" for name, value in OPTIONS.items()]


def _text(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value
