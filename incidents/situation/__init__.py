"""The situation report: what was told inside and to stakeholders, numbered and kept word for word."""
