"""How nodes respond to one another: the answers that predictions are held against."""
