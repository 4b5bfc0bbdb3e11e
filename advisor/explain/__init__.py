"""What weighed, what would tip it, what is still open; facts are derived anew for every change."""
