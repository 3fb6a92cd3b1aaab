"""Proof that no message is lost, doubled or out of order: what a client wrote down against what each place keeps."""
