"""The site with one bare page beside it, for measuring what a page costs."""
