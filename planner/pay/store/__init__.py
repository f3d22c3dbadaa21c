"""SQL of pay: order lines, plans, months, statements, customers."""
