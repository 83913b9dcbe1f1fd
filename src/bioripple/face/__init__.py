"""What `import bioripple` offers to notebooks and scripts."""
