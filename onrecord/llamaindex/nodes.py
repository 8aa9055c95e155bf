"""Passages and citations as LlamaIndex's nodes: exact slices, their places in the metadata."""

from uuid import NAMESPACE_URL, uuid5

from llama_index.core.schema import NodeRelationship, NodeWithScore, RelatedNodeInfo, TextNode

from audit.domain import Citation
from onrecord.client.domain import Hit

_FOR_A_MODEL = ("title", "speaker", "date", "page")  # what a prompt may show of the metadata


def node_of(item: Hit | Citation, record_id: str, score: float | None) -> NodeWithScore:
    """`document.text[start_char_idx:end_char_idx] == node.text`, in Unicode code points. The id is the place's own: the
    same place in the same text has the same id each time."""
    text = item.text if isinstance(item, Hit) else item.quote
    place = f"onrecord:{item.source_id}/{item.text_sha256}/{item.start}-{item.end}"
    metadata = {
        "source_id": item.source_id,
        "title": item.title,
        "speaker": item.speaker,
        "leader_id": item.leader_id,
        "date": item.date.isoformat(),
        "page": item.page,
        "timecode": item.timecode,
        "start": item.start,
        "end": item.end,
        "superseded": bool(item.superseded_by),
        "record_id": record_id,
    }
    hidden = [key for key in metadata if key not in _FOR_A_MODEL]
    node = TextNode(
        id_=str(uuid5(NAMESPACE_URL, place)),
        text=text,
        metadata=metadata,
        start_char_idx=item.start,
        end_char_idx=item.end,
        excluded_llm_metadata_keys=hidden,
        excluded_embed_metadata_keys=list(metadata),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=item.source_id, hash=item.text_sha256)},
    )
    return NodeWithScore(node=node, score=score)
