"""The functions of formulas: files hold their English names, German programs show German ones.

Each with the least and the most arguments it takes: a formula with too few of them makes a spreadsheet program refuse
the workbook as damaged. None is no limit. What is not in this table may be used by its English name.
"""

MANY = None

# fmt: off
TABLE: dict[str, tuple[str, int, int | None]] = {
    "ABS": ("ABS", 1, 1), "ADDRESS": ("ADRESSE", 2, 5), "AGGREGATE": ("AGGREGAT", 3, MANY), "AND": ("UND", 1, MANY),
    "AVERAGE": ("MITTELWERT", 1, MANY), "AVERAGEIF": ("MITTELWERTWENN", 2, 3),
    "AVERAGEIFS": ("MITTELWERTWENNS", 3, MANY), "CEILING": ("OBERGRENZE", 2, 2), "CHAR": ("ZEICHEN", 1, 1),
    "CHOOSE": ("WAHL", 2, MANY), "CLEAN": ("SÄUBERN", 1, 1), "CODE": ("CODE", 1, 1), "COLUMN": ("SPALTE", 0, 1),
    "COLUMNS": ("SPALTEN", 1, 1), "CONCAT": ("TEXTKETTE", 1, MANY), "CONCATENATE": ("VERKETTEN", 1, MANY),
    "COUNT": ("ANZAHL", 1, MANY), "COUNTA": ("ANZAHL2", 1, MANY), "COUNTBLANK": ("ANZAHLLEEREZELLEN", 1, 1),
    "COUNTIF": ("ZÄHLENWENN", 2, 2), "COUNTIFS": ("ZÄHLENWENNS", 2, MANY), "DATE": ("DATUM", 3, 3),
    "DATEDIF": ("DATEDIF", 3, 3), "DATEVALUE": ("DATWERT", 1, 1), "DAY": ("TAG", 1, 1), "DAYS": ("TAGE", 2, 2),
    "EDATE": ("EDATUM", 2, 2), "EOMONTH": ("MONATSENDE", 2, 2), "EVEN": ("GERADE", 1, 1), "EXACT": ("IDENTISCH", 2, 2),
    "EXP": ("EXP", 1, 1), "FACT": ("FAKULTÄT", 1, 1), "FALSE": ("FALSCH", 0, 0), "FILTER": ("FILTER", 2, 3),
    "FIND": ("FINDEN", 2, 3), "FIXED": ("FEST", 1, 3), "FLOOR": ("UNTERGRENZE", 2, 2), "FV": ("ZW", 3, 5),
    "HLOOKUP": ("WVERWEIS", 3, 4), "HOUR": ("STUNDE", 1, 1), "HYPERLINK": ("HYPERLINK", 1, 2), "IF": ("WENN", 2, 3),
    "IFERROR": ("WENNFEHLER", 2, 2), "IFNA": ("WENNNV", 2, 2), "IFS": ("WENNS", 2, MANY), "INDEX": ("INDEX", 2, 4),
    "INDIRECT": ("INDIREKT", 1, 2), "INT": ("GANZZAHL", 1, 1), "IRR": ("IKV", 1, 2), "ISBLANK": ("ISTLEER", 1, 1),
    "ISERROR": ("ISTFEHLER", 1, 1), "ISEVEN": ("ISTGERADE", 1, 1), "ISNA": ("ISTNV", 1, 1),
    "ISNUMBER": ("ISTZAHL", 1, 1), "ISODD": ("ISTUNGERADE", 1, 1), "ISOWEEKNUM": ("ISOKALENDERWOCHE", 1, 1),
    "ISTEXT": ("ISTTEXT", 1, 1), "LARGE": ("KGRÖSSTE", 2, 2), "LEFT": ("LINKS", 1, 2), "LEN": ("LÄNGE", 1, 1),
    "LN": ("LN", 1, 1), "LOG": ("LOG", 1, 2), "LOG10": ("LOG10", 1, 1), "LOOKUP": ("VERWEIS", 2, 3),
    "LOWER": ("KLEIN", 1, 1), "MATCH": ("VERGLEICH", 2, 3), "MAX": ("MAX", 1, MANY), "MAXIFS": ("MAXWENNS", 3, MANY),
    "MEDIAN": ("MEDIAN", 1, MANY), "MID": ("TEIL", 3, 3), "MIN": ("MIN", 1, MANY), "MINIFS": ("MINWENNS", 3, MANY),
    "MINUTE": ("MINUTE", 1, 1), "MOD": ("REST", 2, 2), "MONTH": ("MONAT", 1, 1), "MROUND": ("VRUNDEN", 2, 2),
    "NA": ("NV", 0, 0), "NETWORKDAYS": ("NETTOARBEITSTAGE", 2, 3), "NOT": ("NICHT", 1, 1), "NOW": ("JETZT", 0, 0),
    "NPER": ("ZZR", 3, 5), "NPV": ("NBW", 2, MANY), "ODD": ("UNGERADE", 1, 1), "OFFSET": ("BEREICH.VERSCHIEBEN", 3, 5),
    "OR": ("ODER", 1, MANY), "PERCENTILE": ("QUANTIL", 2, 2), "PI": ("PI", 0, 0), "PMT": ("RMZ", 3, 5),
    "POWER": ("POTENZ", 2, 2), "PRODUCT": ("PRODUKT", 1, MANY), "PROPER": ("GROSS2", 1, 1), "PV": ("BW", 3, 5),
    "QUARTILE": ("QUARTILE", 2, 2), "RAND": ("ZUFALLSZAHL", 0, 0), "RANDBETWEEN": ("ZUFALLSBEREICH", 2, 2),
    "RANK": ("RANG", 2, 3), "RATE": ("ZINS", 3, 6), "REPLACE": ("ERSETZEN", 4, 4), "REPT": ("WIEDERHOLEN", 2, 2),
    "RIGHT": ("RECHTS", 1, 2), "ROUND": ("RUNDEN", 2, 2), "ROUNDDOWN": ("ABRUNDEN", 2, 2),
    "ROUNDUP": ("AUFRUNDEN", 2, 2), "ROW": ("ZEILE", 0, 1), "ROWS": ("ZEILEN", 1, 1), "SEARCH": ("SUCHEN", 2, 3),
    "SECOND": ("SEKUNDE", 1, 1), "SEQUENCE": ("SEQUENZ", 1, 4), "SIGN": ("VORZEICHEN", 1, 1),
    "SMALL": ("KKLEINSTE", 2, 2), "SORT": ("SORTIEREN", 1, 4), "SORTBY": ("SORTIERENNACH", 2, MANY),
    "SQRT": ("WURZEL", 1, 1), "STDEV": ("STABW", 1, MANY), "STDEV.P": ("STABW.N", 1, MANY),
    "STDEV.S": ("STABW.S", 1, MANY), "SUBSTITUTE": ("WECHSELN", 3, 4), "SUBTOTAL": ("TEILERGEBNIS", 2, MANY),
    "SUM": ("SUMME", 1, MANY), "SUMIF": ("SUMMEWENN", 2, 3), "SUMIFS": ("SUMMEWENNS", 3, MANY),
    "SUMPRODUCT": ("SUMMENPRODUKT", 1, MANY), "SWITCH": ("ERSTERWERT", 3, MANY), "TEXT": ("TEXT", 2, 2),
    "TEXTJOIN": ("TEXTVERKETTEN", 3, MANY), "TIME": ("ZEIT", 3, 3), "TIMEVALUE": ("ZEITWERT", 1, 1),
    "TODAY": ("HEUTE", 0, 0), "TRANSPOSE": ("MTRANS", 1, 1), "TRIM": ("GLÄTTEN", 1, 1), "TRUE": ("WAHR", 0, 0),
    "TRUNC": ("KÜRZEN", 1, 2), "UNIQUE": ("EINDEUTIG", 1, 3), "UPPER": ("GROSS", 1, 1), "VALUE": ("WERT", 1, 1),
    "VAR": ("VARIANZ", 1, MANY), "VLOOKUP": ("SVERWEIS", 3, 4), "WEEKDAY": ("WOCHENTAG", 1, 2),
    "WEEKNUM": ("KALENDERWOCHE", 1, 2), "WORKDAY": ("ARBEITSTAG", 2, 3), "XLOOKUP": ("XVERWEIS", 3, 6),
    "XMATCH": ("XVERGLEICH", 2, 4), "XOR": ("XODER", 1, MANY), "YEAR": ("JAHR", 1, 1),
}
# Functions that came after 2007 stand in files with a mark before their name.
MARKED = frozenset({
    "CONCAT", "DAYS", "FILTER", "IFNA", "IFS", "ISOWEEKNUM", "MAXIFS", "MINIFS", "SEQUENCE", "SORT", "SORTBY",
    "STDEV.P", "STDEV.S", "SWITCH", "TEXTJOIN", "UNIQUE", "XLOOKUP", "XMATCH", "XOR",
})
# fmt: on
# … two of them with a second mark.
MARKS = dict.fromkeys(MARKED, "_xlfn.") | dict.fromkeys(("FILTER", "SORT"), "_xlfn._xlws.")
GERMAN = {english: german for english, (german, _least, _most) in TABLE.items()}
ENGLISH = {german: english for english, german in GERMAN.items()}
ERRORS_GERMAN = {
    "#N/A": "#NV",
    "#VALUE!": "#WERT!",
    "#REF!": "#BEZUG!",
    "#NUM!": "#ZAHL!",
    "#DIV/0!": "#DIV/0!",
    "#NAME?": "#NAME?",
    "#NULL!": "#NULL!",
}
