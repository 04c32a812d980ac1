"""`python -m checks.guide.import_records FOLDER`: put the records of a run into docs/records/.

Taken are those of lessons that passed and that are newer than what is there.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from checks.guide.lesson import load_lessons
from checks.guide.problem import ROOT, GuideError
from checks.guide.record import load_record


def import_records(folder: Path, root: Path = ROOT) -> None:
    """Take what can be shown from below `folder`, name what cannot."""
    lessons = load_lessons(root)
    taken = 0
    for path in sorted(folder.rglob("*.json")):
        name = path.relative_to(folder).as_posix()
        try:
            record = load_record(path, folder)
        except GuideError as error:
            print(f"{name} is left out: {error}")
            continue
        lesson = lessons.get(record.lesson)
        ids = {step.id for step in lesson.steps} if lesson else set()
        # The guide may have changed since: a step that it no longer has is dropped, one that it
        # has changed is shown as out of date.
        record = msgspec.structs.replace(
            record, steps=[step for step in record.steps if step.id in ids], warnings=[]
        )
        place = record.path(root)
        if not record.passed:
            print(f"{name} is left out: {record.lesson} did not pass on {record.system}")
        elif place.exists() and load_record(place, root).when >= record.when:
            print(f"{name} is left out: {place.relative_to(root)} is as new")
        else:
            record.save(place)
            taken += 1
    print(f"{taken} records put into docs/records/")


if __name__ == "__main__":
    import_records(Path(sys.argv[1]))
