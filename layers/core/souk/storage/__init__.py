"""What is written to a table: records, events beside or within them, conditions on versions, cursors."""
