"""Previews: what a version looks like and which words are in it, found out by a job.

An uploaded file is opened by a child process alone, which has limits of memory, time and size and knows neither the
database nor a secret; what it draws is drawn anew from pixels, so that no uploaded byte reaches a browser.
`docs/decisions/0019-previews-are-drawn-by-a-child.md` says why.
"""
