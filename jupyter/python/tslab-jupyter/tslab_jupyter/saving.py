"""What JupyterLab saves of a figure."""

PLOTLY = "application/vnd.plotly.v1+json"
PNG = "image/png"
SVG = "image/svg+xml"


def without_pictures_of_figures(model, **_):
    """Takes the PNG out again that plotly's renderer puts into a figure's output when it has drawn it.

    Saved, it would be shown in place of the figure when the notebook is opened again: with no values under the mouse,
    and as wide as it was then. A figure of ours has an SVG for readers without plotly.
    """
    if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
        return
    for cell in model["content"].get("cells", []):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if PLOTLY in data and SVG in data:
                data.pop(PNG, None)
