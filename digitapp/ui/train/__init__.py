"""The Train column: the form, the run buttons, the status and the timeline."""
