"""A service day's headcount as files: CSV for machines, XLSX to work on, PDF to hand over. Kiosk and hub share it."""

from kiosk.documents.report.contents import Report
from kiosk.documents.report.files import as_csv, as_pdf, as_xlsx

__all__ = ["Report", "as_csv", "as_pdf", "as_xlsx"]
