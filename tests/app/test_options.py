from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import sdlib.app
from sdlib.app.options import OPTIONS, flags

ROOT = Path(__file__).resolve().parents[2]


def test_the_configuration_file_says_the_same() -> None:
    tree = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    given = {f"{part}.{name}": v for part, names in tree.items() for name, v in names.items()}
    assert given == dict(OPTIONS)


def test_streamlit_knows_every_option() -> None:
    from streamlit import config

    assert set(OPTIONS) <= set(config._config_options_template)


def test_flags_are_words_of_a_command_line() -> None:
    assert "--server.headless=true" in flags()
    assert "--theme.base=light" in flags()


def test_options_and_addresses_need_no_streamlit() -> None:
    code = "import sys, sdlib.app.options, sdlib.app.address; print('streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_no_module_hides_one_of_pythons_own() -> None:
    # Streamlit puts the folder of the script at the head of the search path.
    folder = Path(str(sdlib.app.__file__)).parent
    names = {p.stem for p in folder.iterdir() if p.suffix == ".py" or p.is_dir()}
    assert not names & sys.stdlib_module_names
