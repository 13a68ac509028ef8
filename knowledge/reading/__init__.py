"""What a sentence says, read out by rule in both languages: quantities and dates, names, roles, direction, quotations."""
