"""What people ask and the record does not answer, grouped by meaning. Read: domain, memory, look, masking,
grouping, group, standing, begun."""
