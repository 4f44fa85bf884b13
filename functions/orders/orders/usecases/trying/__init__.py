"""What would come of rules that staff are writing."""
