"""The loss plot: the only folder that loads pyqtgraph."""
