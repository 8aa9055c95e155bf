"""What the desk's pages look at: the library as it stands, and one document of it."""

from pathlib import Path

from onrecord.desk.shelf import Item, Shelf, manifest_of, shelf
from onrecord.web.faults import NotFound
from onrecord.web.service import Service


def manifest(service: Service) -> Path:
    """The manifest that is edited."""
    return manifest_of(service.parts, service.manifest)


def library(service: Service) -> Shelf:
    """Every document, as it stands now."""
    return shelf(service.parts, manifest(service), service.now())


def item_of(service: Service, source_id: str) -> tuple[Shelf, Item]:
    """Raises NotFound."""
    found = library(service)
    item = found.item(source_id)
    if item is None:
        raise NotFound
    return found, item
