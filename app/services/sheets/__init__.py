"""People, crowd, scenes and firearms from a spreadsheet or from an earlier day."""
