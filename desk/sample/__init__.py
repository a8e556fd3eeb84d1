"""Sample data: one press brings an invented brand to look round in, one press takes all of it away."""
