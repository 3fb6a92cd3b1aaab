"""Understanding of a message: what was asked, about which setting, with which facts."""
