from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sdlib import LoadedModel, Run, load
from tests.support.small import write_package


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return load(write_package(tmp_path_factory.mktemp("package")))


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return load(write_package(tmp_path_factory.mktemp("bare")) / "model.mdl")


@pytest.fixture(scope="session")
def plain(small: LoadedModel) -> Run:
    return small.run()


@pytest.fixture(scope="session")
def changed(small: LoadedModel) -> Run:
    """A run with every kind of changed value: setting, assumption, array, values over time."""
    return small.run(
        "loans",
        {
            "loans.start": 2007,
            "death": 0.1 / 3,
            "policy end": np.array([2015.5, 2021.0]),
            "birth rate": pd.Series([0.1, 0.3 - 0.1], index=[2003, 2011]),
        },
    )


@pytest.fixture
def table(tmp_path: Path, plain: Run, changed: Run) -> Path:
    """A csv file of two runs."""
    from sdlib.output import write_table

    return write_table([plain, changed], tmp_path / "table.csv")
