"""What every test may ask for."""

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real transcripts beside the project, which a clone elsewhere doesn't have."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real transcripts are not beside this checkout")
    return SHARED_DATA
