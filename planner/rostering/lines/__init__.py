"""The rules of one person's line as a layered graph whose paths are the lines that keep them."""
