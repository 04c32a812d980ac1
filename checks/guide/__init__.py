"""What is known about the guide: lessons, records, pages, and the gate that holds them together.

Nothing here runs a documented command or needs Docker. The site build imports only this package.
"""
