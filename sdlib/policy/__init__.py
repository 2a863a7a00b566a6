"""Model packages: levers, assumptions, evidence and scenarios, and what they set in a model."""

from sdlib.policy.bare import bare_package, computed_with
from sdlib.policy.given import ChangeValue
from sdlib.policy.load_package import BASELINE, load_package, model_file_of
from sdlib.policy.locate import model_folder, model_names
from sdlib.policy.package import History, Lever, Package
from sdlib.policy.settings import (
    Settings,
    model_inputs,
    setting_key,
    settings_of,
)

__all__ = [
    "BASELINE",
    "ChangeValue",
    "History",
    "Lever",
    "Package",
    "Settings",
    "bare_package",
    "computed_with",
    "load_package",
    "model_file_of",
    "model_folder",
    "model_inputs",
    "model_names",
    "setting_key",
    "settings_of",
]
