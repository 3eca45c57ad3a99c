"""Pages whose buttons turn to other pages; each kind of page is a module, which registers it."""
