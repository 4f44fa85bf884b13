"""The carriers. A new one is a module here with a class that fits `ports.Carrier`, and a line in `compose`."""
