"""A settled month as a spreadsheet, described as data: sheets of cells whose formulas recompute every payable cell.

    model.workbook(run, titles=..., detail_limit=...) -> Book

Nothing here writes a file; `planner.pay.files.workbook` does. Formulas use English function names and commas, no
function newer than SUMIFS, and compare with `ROUND(a-b,6)>=0`, because spreadsheets count in binary. Products are
rounded to 8 decimals before the cent, so that binary noise never tips a half cent the wrong way.
"""
