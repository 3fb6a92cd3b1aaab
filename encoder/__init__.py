"""How the sentence encoder's file is made from the published weights."""
