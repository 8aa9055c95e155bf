"""Metrics: pure functions of one object, which they never change.

Of one question (`domain.Asked`, `ranking.Ranking`): `ranking`, `citations`. Of many (`domain.Sample`): `refusal`,
`times`. `figures` lists them all by name, `resample` puts intervals to them.
"""
