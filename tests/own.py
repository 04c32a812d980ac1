"""What the tests about a reader's own things share: the lessons that he pastes on his host, and a
grammar to read their commands with.
"""

from __future__ import annotations

import pytest
import tree_sitter_bash
from tree_sitter import Language, Parser

from checks.guide.lesson import load_lessons

PARSER = Parser(Language(tree_sitter_bash.language()))

LESSONS = [
    pytest.param(lesson, id=name)
    for name, lesson in load_lessons().items()
    if name == lesson.page  # the others are for a lab machine
]
assert LESSONS
