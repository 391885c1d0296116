"""Demo data: a small company's year of selling, made by a seeded generator, so that two runs make the same.

All people, companies and numbers are invented; addresses end in example.com, telephone numbers lie in ranges that are
kept free for films and examples.
"""
