"""The record: every turn as it was understood and answered, so that it can be explained and replayed."""
