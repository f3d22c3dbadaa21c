"""Files of pay: workbook, payroll, statements as text."""
