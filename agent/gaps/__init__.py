"""What people ask and the record does not answer, grouped by meaning. Read: domain, look, masking, grouping, group,
standing, begun."""
