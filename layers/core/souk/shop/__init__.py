"""What services know of the shop that the merchant can change: its settings, pictures, and the words of letters."""
