"""Help beside every main page: what it is for, what to do first, three common questions."""
