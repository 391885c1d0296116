"""How much a preview may take. A file over a limit is kept and downloaded as ever; it is only not shown."""

LARGEST_FILE = 100 * 1024 * 1024
MOST_PIXELS = 50_000_000
# Of a PDF, so many pages are shown, and so many are read for the search, for at most so many seconds.
MOST_PAGES = 2000
MOST_PAGES_READ = 300
SECONDS_READING = 8.0

# Of a text: characters read, characters kept to be shown, characters of different words kept to be found.
LONGEST_READ = 500_000
LONGEST_SHOWN = 20_000
LONGEST_WORDS = 60_000
# Longer than this is no word that somebody looks for, but a key or a picture written out.
LONGEST_WORD = 60

# Longest sides of what is drawn, in pixels, and the most bytes that it may come to.
THUMBNAIL, SCREEN = 160, 1600
LARGEST_PICTURE = 4 * 1024 * 1024
LARGEST_ANSWER = 1024 * 1024

# Whatever ends the worker while it makes a preview does so again: it is tried so often, then there is none.
TRIES = 3

# Of the child process.
SECONDS, CPU_SECONDS = 20, 15
MEMORY = 1024 * 1024 * 1024
OPEN_FILES = 64
