"""What stands beside a voice: what it is, and whose record it reads."""

from dataclasses import replace

import pytest

from audit.domain import Citation
from onrecord.parts import parts
from onrecord.speech.domain import Likeness
from onrecord.speech.label import label, names
from tests.onrecord.conftest import Company
from tests.onrecord.web.conftest import Site

PRESENTER = Likeness(name="presenter", sha256="00" * 32)
ADA = Likeness(name="ada", sha256="11" * 32, leader_id="ada-okafor")
