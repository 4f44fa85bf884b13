"""PDFs: the e-invoice's XML, the page's words, and the typesetter that joins them."""
