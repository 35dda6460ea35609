"""The Digits column: the gallery of labelled drawings and what can be done with them."""
