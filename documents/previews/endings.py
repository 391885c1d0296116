"""Endings of files whose text is read. Whatever else a file is follows from its content."""

TEXTS = frozenset({"txt", "md", "csv", "tsv", "log", "json"})
OFFICE = frozenset({"docx", "dotx", "xlsx", "xltx", "pptx", "ppsx", "potx"})
OPEN_DOCUMENT = frozenset({"odt", "ott", "ods", "ots", "odp", "otp", "odg", "otg"})
DRAWINGS = frozenset({"svg"})
READ = TEXTS | OFFICE | OPEN_DOCUMENT | DRAWINGS
