"""The machine forms of what is public: JSON twins, JSON-LD, feeds, sitemaps."""
