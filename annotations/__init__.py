"""What is said about texts: codebooks, readings, annotations, exports."""
