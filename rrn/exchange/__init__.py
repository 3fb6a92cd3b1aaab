"""The content as a spreadsheet, as CSV and as JSON, for people who change it without code; nothing is lost on the way."""
