"""What became of what people asked and raised: read from the records, for whoever has to answer; it judges nothing."""
