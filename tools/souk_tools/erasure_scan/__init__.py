"""`make erasure-scan`: whether a person is found anywhere in a shop, and by which rule they may be."""
