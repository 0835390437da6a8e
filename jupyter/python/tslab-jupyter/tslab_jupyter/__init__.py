"""Installed into .venv by kernel-setup.sh: parameters for papermill (parameters.py) and clean saving for JupyterLab (saving.py)."""

from .saving import without_pictures_of_figures


def _jupyter_server_extension_points():
    return [{"module": "tslab_jupyter"}]


def _load_jupyter_server_extension(server):
    server.contents_manager.register_pre_save_hook(without_pictures_of_figures)
