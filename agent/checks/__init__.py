"""What a composed statement may say, held against its quotes.

Reading order: `claim`, then a rule a module: `form`, `numbers`, `dates`, `names`, `negation`, `modality`, `direction`,
`attribution`, `tense`, `leap`, and the bounds `lexical` and `order`. What they read with lies below: `english`,
`amounts`, `times`, `speakers`, `polarity`.
"""
