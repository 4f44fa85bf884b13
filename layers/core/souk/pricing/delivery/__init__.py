"""What a delivery costs and when it arrives, by the shop's rules (`souk.events.rules.delivery`)."""
