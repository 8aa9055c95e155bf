"""OnRecord as it comes: its default encoder and reranker, and whom a question names understood."""

from bench.peers.with_onrecord import OnRecord
from bench.peers.work import main
from onrecord.settings import Settings

if __name__ == "__main__":
    main(OnRecord(name="onrecord-default", by_leader=True, configured=Settings.model_validate({})))
