"""Content: what a merchant changes without a deployment: settings, pages, menus, banners, and the words of letters."""
