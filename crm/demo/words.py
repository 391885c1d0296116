"""The invented words that demo data is put together from."""

PASSWORD = "demo-demo"

# (user name, first name, last name, role, language, team)
PEOPLE = (
    ("admin", "Alex", "Amtmann", "administration", "", None),
    ("anna", "Anna", "Bergfeld", "sales", "de", "Team Nord"),
    ("ben", "Ben", "Kröger", "sales", "de", "Team Nord"),
    ("carla", "Carla", "Nowakowska", "sales", "de", "Team Süd"),
    ("dora", "Dora", "Lindholz", "administration", "de", None),
    ("emil", "Emil", "Hartwell", "sales", "en", "Team Süd"),
    ("otto", "Otto", "Weißpfennig", "sales", "de", "Team Süd"),
    ("rita", "Rita", "Sommerland", "read_only", "de", None),
)
TEAMS = ("Team Nord", "Team Süd")

ROOTS = (
    "Velmora Tarvelin Brandoro Quendrix Lumettra Ostravik Keltanor Mirabau Zanderol Fjordalin Pelwitz Grunaldor "
    "Harvento Siloway Norbira Castellux Domaris Erlbrück Talbrunn Wiesmark Aurivelt Bintosa Corvalle Drumetz "
    "Elvaston Feronda Galdermoor Hyndora Isarwerk Jolivent"
).split()
BRANCHES = (
    ("Anlagenbau", "GmbH"),
    ("Medizintechnik", "AG"),
    ("Logistik", "GmbH & Co. KG"),
    ("Lebensmittel", "GmbH"),
    ("Gebäudetechnik", "GmbH"),
    ("Druckhaus", "KG"),
    ("Software", "GmbH"),
    ("Components", "Ltd"),
    ("Textil", "AG"),
    ("Foods", "Inc"),
    ("Energie", "eG"),
    ("Robotics", "SE"),
)
FIRST_NAMES = (
    "Mira Jonas Leonie Tarek Sophie Paul Elif Henrik Nadja Matteo Greta Anton Yasmin Felix Ingrid Samuel Clara Ole "
    "Helena Viktor Aylin Bruno Katja Niklas Rosa Emre Luise Marek Thea Konrad"
).split()
LAST_NAMES = (
    "Ahornsen Birkhain Dornstett Eichwalde Falkenrot Grünwelle Hagestolz Immergut Jungfels Kiesbauer Lerchental "
    "Mühlstein Nebelung Ostermoor Pfaffenrod Querfurt-Heide Rosendahler Silberstein-Ley Tannhofer Ulmenau Vogelsänger "
    "Weidenbach Zirbelmann Ödland Übersee Äschenbrück Straßmeier Groß-Wiesen Höhlenrain Kühlborn"
).split()
POSITIONS = (
    "Einkaufsleitung",
    "Geschäftsführung",
    "IT-Leitung",
    "Technische Leitung",
    "Head of Procurement",
    "Office Management",
    "Produktionsleitung",
    "CFO",
)
TOWNS = (
    ("Hamburg", "20095", "DE"),
    ("Köln", "50667", "DE"),
    ("München", "80331", "DE"),
    ("Leipzig", "04109", "DE"),
    ("Görlitz", "02826", "DE"),
    ("Wien", "1010", "AT"),
    ("Graz", "8010", "AT"),
    ("Zürich", "8001", "CH"),
    ("Basel", "4001", "CH"),
    ("Utrecht", "3511", "NL"),
    ("Leeds", "LS1", "GB"),
    ("Portland", "97201", "US"),
)
STREETS = ("Hafenstraße", "Am Mühlbach", "Lindenallee", "Industriepark", "Bahnhofstraße", "Mill Lane", "Weststraße")

# (title, lowest and highest price, what the price is for)
OFFERS = (
    ("Einführung der Zeiterfassung", 8_000, 45_000, "fixed"),
    ("Wartungsvertrag Fertigung", 900, 4_200, "month"),
    ("Rahmenvertrag Ersatzteile", 12_000, 90_000, "year"),
    ("Schulung der Vertriebsmannschaft", 1_200, 2_400, "day"),
    ("Neue Lagersoftware", 25_000, 140_000, "fixed"),
    ("Website relaunch", 9_000, 60_000, "fixed"),
    ("Fleet telematics rollout", 15_000, 120_000, "fixed"),
    ("Support retainer", 1_500, 6_000, "month"),
    ("Austausch der Förderbänder", 30_000, 220_000, "fixed"),
    ("Energieberatung Werk II", 110, 160, "hour"),
    ("Lizenzerweiterung", 4_000, 28_000, "year"),
    ("Quality audit", 5_000, 18_000, "fixed"),
    ("Umbau des Showrooms", 20_000, 80_000, "fixed"),
    ("Kassensysteme für Filialen", 18_000, 75_000, "fixed"),
    ("Data migration", 7_000, 32_000, "fixed"),
    ("Mietgeräte für die Messe", 600, 2_200, "week"),
)
DESCRIPTIONS = (
    "Ablösung der bisherigen Lösung; Entscheidung nach der Budgetrunde.",
    "Der Bedarf ist bestätigt, offen ist der Beginn.",
    "Two suppliers are left in the race; price is not the main point.",
    "Wunsch nach einer Referenz aus derselben Branche.",
    "Replacement planned for the coming quarter, pilot first.",
    "",
    "",
)
TAGS = ("Messe", "Bestandskunde", "Empfehlung", "Neukunde", "Rahmenvertrag", "Website", "Export", "Großkunde")
ROLES = ("Entscheidung", "Einkauf", "Fachabteilung", "Technical contact", "")

# By event type, in the order in which the types ship: note, email, phone call, appointment.
NOTES = (
    (
        "Ansprechpartnerin ist bis Monatsende im Urlaub, danach wieder melden.",
        "Möchte eine Variante ohne Schulung angeboten bekommen.",
        "Budget approved for this year, next year unclear.",
    ),
    (
        "Angebot verschickt, Rückmeldung in zwei Wochen zugesagt.",
        "Rückfragen zu Lieferzeit und Gewährleistung beantwortet.",
        "Sent the revised quote with two options.",
    ),
    (
        "Kurzes Gespräch: Interesse ist da, Termin wird gesucht.",
        "Erreicht. Die Entscheidung fällt im nächsten Lenkungskreis.",
        "Called back; they compare with one competitor.",
    ),
    (
        "Vor-Ort-Termin mit Technik und Einkauf, Aufmaß genommen.",
        "Online demo for five people, good questions about reporting.",
        "Vertragsgespräch, letzte Punkte zur Zahlung offen.",
    ),
)
# What is to be done, with the English name of its category.
CHORES = (
    ("Angebot nachfassen", "Follow-up"),
    ("Rückruf wegen Terminvorschlag", "Call"),
    ("Angebot erstellen", "Prepare proposal"),
    ("Referenzen zusenden", "Email"),
    ("Demo vorbereiten", "Demo"),
    ("Vertragsentwurf prüfen lassen", "Other"),
    ("Send product data sheets", "Email"),
    ("Arrange site visit", "Customer visit"),
    ("Preisliste aktualisieren", "Other"),
    ("Muster verschicken", "Delivery"),
)
RESULTS = ("Erledigt, Rückmeldung folgt.", "Erreicht, nächster Schritt vereinbart.", "Done.", "")
FILES = ("Angebot", "Leistungsbeschreibung", "Kalkulation", "Präsentation Erstgespräch", "Site plan", "Protokoll")
