"""Networks in the formats that people have them in: readers and writers."""
