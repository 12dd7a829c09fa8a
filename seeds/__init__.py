"""What every newsroom starts with, as files."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
CODEBOOK = FOLDER / "codebook.yaml"
