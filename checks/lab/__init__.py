"""The lab: the engine, the machines and the small internet that the lessons run on."""
