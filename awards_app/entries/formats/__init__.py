"""What a file really is: its signature names a format, which is then checked from the first byte to the last."""
