"""Events as clients see them: what all have in common, and what streams deliver, in `items`; those of each subject in
`types`."""
