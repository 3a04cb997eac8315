"""What the Makefile calls. Until the virtual environment stands, only Python's own library may be used here."""
