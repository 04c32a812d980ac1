"""What the checks are worth: break each step in small ways and see whether something goes red."""
