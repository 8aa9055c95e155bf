"""The presenter's source: `model` makes its shape, `src` shows it in a page, `build.mjs` puts both into
`static/presenter`. Nothing here is needed where the service runs; `make presenter` needs npm, by the extra `presenter`.
"""
