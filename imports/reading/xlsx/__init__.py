"""The parts of an .xlsx workbook, read as a stream: nothing here grows with the number of rows."""
