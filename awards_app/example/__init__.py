"""The example edition: invented data with which every phase can be tried."""
