"""The dataset: what is in the digits file now, as immutable snapshots; import and export."""
