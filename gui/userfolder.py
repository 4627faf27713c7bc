"""Where what whoever uses the window has set and written lies."""

from pathlib import Path

from platformdirs import user_config_path


def user_folder() -> Path:
    """Where this platform keeps such; there need not be one."""
    return Path(user_config_path("hinge-rig", appauthor=False))
