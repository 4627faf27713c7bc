"""Charts as marks in a drawing: plain data, which one template writes as SVG."""
