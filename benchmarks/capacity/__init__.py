"""How many machines so many turns a second need, from measured inputs, checked by a simulation."""
