"""What a jury's marks say about the jury: agreement, severity, outliers. It informs; no place ever depends on it."""
