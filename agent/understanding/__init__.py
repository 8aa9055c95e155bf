"""What a question says about who, when and as of when. Reading order: `spans`, `documents`, `phrases`, `clauses`,
`saying`, `titles`, `roles`, `understand`."""
