"""The administrators' lists, such as task categories and stages: kept in the product, every change told in the log."""
