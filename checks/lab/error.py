"""What went wrong in the lab, told to the person who ran it."""

from __future__ import annotations


class LabError(Exception):
    """The lab cannot do what was asked.

    `what` says what is wrong, `remedy` what to do about it. Printed as one paragraph, never as a
    traceback.
    """

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what}\n  {remedy}")
