"""The merchant's rules of prices, one module a document: what `content.published` carries of them."""
