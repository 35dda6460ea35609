"""Training terms: what each control of the Train column is called, and what its word means.

A table and one function; knows no panel.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from .controls import set_tooltip


class Term(NamedTuple):
    """The accessible name of a control, and the sentence that explains it."""

    spoken: str
    tooltip: str


TERMS = {
    "preset": Term(
        "Preset",
        "Preset: all settings at once. digitapp's are measured on many hands; the lecture's and "
        "the lab's are those of the course: they hold nothing out and do not vary the drawings.",
    ),
    "presetName": Term(
        "Name of the preset",
        "The name under which the present settings are kept. Enter keeps them, Esc gives up.",
    ),
    "keepPresetButton": Term(
        "",
        "Keeps the present settings under a name of your own. Where one of your own is chosen, it "
        "removes that.",
    ),
    "patience": Term(
        "Epochs after which to stop by itself",
        "Stop by itself: when the held-out loss has not fallen for so many epochs. The network "
        "goes back to the epoch where it was lowest. 0 is off.",
    ),
    "layersEdit": Term(
        "Hidden layers",
        "How many units each hidden layer has, such as 25, 15. The network goes from the 400 "
        "pixels through these layers to one unit, which says P(digit is 1). A layer may name its "
        "own activation: 25 relu, 15.",
    ),
    "activationBox": Term(
        "Activation of the hidden layers",
        "Activation: what a unit makes of its weighted sum. sigmoid squeezes it into 0 … 1, tanh "
        "into −1 … 1, relu cuts off what is below 0, linear leaves it.",
    ),
    "lossBox": Term(
        "Loss",
        "Loss: how wrong a prediction counts as. Training makes the mean of it small.",
    ),
    "optimizerBox": Term(
        "Optimizer",
        "Optimizer: how a step is made from the gradient. SGD goes straight downhill, RMSprop and "
        "Adam fit the size of the step to each weight.",
    ),
    "learningRate": Term(
        "Learning rate",
        "Learning rate: how large a step is. Too small learns slowly, too large jumps about. It "
        "can be turned while the network trains.",
    ),
    "epochs": Term(
        "Epochs",
        "Epochs: how many times to go through all drawings. Training again adds as many.",
    ),
    "batchSize": Term(
        "Batch size",
        "Batch size: how many drawings are looked at before each step of the weights. A small "
        "one makes more, rougher steps an epoch.",
    ),
    "validationSplit": Term(
        "Held-out share in percent",
        "Held out: the share of drawings that the network never learns from. They show whether it "
        "has understood or only remembers (val_loss).",
    ),
    "seed": Term(
        "Seed",
        "Seed: the number that all chance comes from. The same seed gives the same first weights "
        "and the same run.",
    ),
    "augmentation": Term(
        "Vary the drawings (augmentation)",
        "Augmentation: shows each drawing a little moved, turned and scaled, anew in every epoch. "
        "So few drawings teach more; held-out ones stay as they are.",
    ),
    "trainButton": Term(
        "",  # its text says what it does now
        "Fits the network to the drawings [T]. Trained before, it goes on from the present "
        "weights; while it trains, it pauses.",
    ),
    "pauseButton": Term("Pause", "Pauses the training [T]. Resume goes on."),
    "stopButton": Term(
        "Stop", "Ends this training and keeps what the network has learnt so far [Shift+T]."
    ),
    "stepBatchButton": Term(
        "One batch",
        "Looks at one batch of drawings, changes the weights once, and pauses [B].",
    ),
    "stepEpochButton": Term("One epoch", "Goes once through all drawings, and pauses [E]."),
    "resetButton": Term(
        "Reset",
        "Forgets what was learnt and begins with the same first weights [R]. The curves stay in "
        "the plot as the last run.",
    ),
    "speed": Term(
        "Speed of the training",
        "How many batches are learnt from in a second: from one, to see each step, to as many as "
        "the computer can [F]. The first run of a file is slowed to 5 s until a speed is chosen.",
    ),
    "progressBar": Term("Progress of the training", "How much of the training is done."),
    "trainingStatus": Term(
        "",  # its text is to be read
        "An epoch goes once through all drawings, batch by batch. examples/s: how many drawings "
        "are learnt from in a second.",
    ),
    "modelBadge": Term(
        "",
        "How many drawings were added, relabelled or deleted since the network last learnt from "
        "them. Train on to include them.",
    ),
    "timeline": Term(
        "Timeline: the epoch that is looked at",
        "Rewind: drag to a past epoch, and predictions, marks of the digits and figures are those "
        "of the network as it was then. The right end is now.",
    ),
    "continueButton": Term(
        "Continue from the epoch that is looked at",
        "Trains on from the network as it was at this epoch. What it learnt after it stays in the "
        "plot as the last run.",
    ),
    "lossPlot": Term("Plot of loss and accuracy by epoch", ""),
    "plotView": Term("Plot: + and − zoom, arrows go sideways, Home shows all epochs", ""),
    "logButton": Term(
        "Loss by powers of ten",
        "Shows the loss by powers of ten: each line is ten times the one below. So one sees it "
        "fall when it is small already.",
    ),
    "exportPlotButton": Term(
        "Export the plot",
        "Writes the plot as a picture (PNG, SVG) or its figures as CSV. Edit ▸ Copy the plot puts "
        "it into another program.",
    ),
}


def describe(widget: QWidget, name: str) -> None:
    """Set a widget's objectName, accessible name and tooltip from the table."""
    term = TERMS[name]
    widget.setObjectName(name)
    widget.setAccessibleName(term.spoken)
    set_tooltip(widget, term.tooltip)
