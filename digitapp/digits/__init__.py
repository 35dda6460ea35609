"""The data: drawings, ink, one safe file and everybody's formats. numpy and sqlite3 only."""
