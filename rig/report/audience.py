"""Whom a page is for: it is short for a coach, and complete for a laboratory."""

COACH, LAB = "coach", "lab"
PAGES = (COACH, LAB)
