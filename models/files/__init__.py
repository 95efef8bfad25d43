"""Files on their way in, in `uploads`: how they are announced, which parts have come, and when they are used up."""
