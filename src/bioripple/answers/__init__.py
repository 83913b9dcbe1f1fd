"""The answer to a question about one network: what responds if one node is moved."""
