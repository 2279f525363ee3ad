"""Real CBS figures as arrays and tables, read from the file itself with pandas."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

FIRST, LAST = 2015, 2022


class RealSeries(NamedTuple):
    codes: list[tuple[str, str]]  # (indicator code, gemeente)
    years: np.ndarray
    values: np.ndarray  # series x years, NaN where absent


@pytest.fixture(scope="session")
def real_figures(realdata: Path) -> pd.DataFrame:
    """statcode, code, jaar, waarde of the dashboard download of 2023."""
    file = realdata / "rmbw2023" / "download" / "indicatoren.csv"
    return pd.read_csv(file, sep=";", decimal=",")[["statcode", "code", "jaar", "waarde"]]


@pytest.fixture(scope="session")
def real_series(real_figures: pd.DataFrame) -> RealSeries:
    """Every gemeente x indicator of the download over the window 2015-2022."""
    years = np.arange(FIRST, LAST + 1)
    wide = real_figures.pivot(index=["code", "statcode"], columns="jaar", values="waarde").reindex(columns=years)
    return RealSeries(list(wide.index), years, wide.to_numpy(dtype=float))


@pytest.fixture(scope="session")
def real_register(realdata: Path) -> pd.DataFrame:
    """gm_code, cr_code, pv_code of 2023."""
    file = realdata / "regions" / "cbs2023_gebiedsindelingen_register.csv"
    return pd.read_csv(file)[["gm_code", "cr_code", "pv_code"]]


@pytest.fixture(scope="session")
def real_inhabitants(realdata: Path) -> pd.Series:
    """Inhabitants per gemeente on 1 January 2023."""
    table = pd.read_csv(realdata / "regions" / "samengesteld_inwoners_per_gemeente.csv")
    return table[table["jaar"] == 2023].set_index("gm_code")["inwoners"]
