"""The export of one's data: what a service writes of what it holds, part by part, into the exports bucket.

    parts/<service>/<export id>/<page, 5 digits>.json   {"<kind>": [records]}, at most a page of orders
    parts/orders/<export id>/<pages, 5 digits>.count    how many pages of orders there are
    archives/<export id>.zip                            all of it, once every part is there

An export is known by a random id, and what it is of by the service that began it alone: parts and events name
no person. Writing a part again replaces it with the same, so events may come twice. See
docs/decisions/0039-export-of-ones-data.md.
"""
