"""The qualification review (资格审查): the principal or its agent says who may be evaluated."""
