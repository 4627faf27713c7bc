"""The folder of the user's settings and own files."""

from pathlib import Path

from platformdirs import user_config_path


def user_folder() -> Path:
    """This platform's folder for user settings; it need not exist."""
    return Path(user_config_path("hinge-rig", appauthor=False))
