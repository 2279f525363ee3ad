"""One address at a time: whole, checked, with time-outs; what is half is an error."""
