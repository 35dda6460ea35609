"""The third column: its pages, and the column that shows one of them above the transport."""
