"""What the site costs: a year of updates, served as in production, measured from outside."""
