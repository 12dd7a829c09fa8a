"""How often the code that reads texts by rules is right: counted over fixtures and texts of our own.

Each module of this folder whose name begins with `of_` is one subject (dates, languages, …) and has

    def scores() -> Iterator[Score]

`make scores` prints them all beside the figures that are kept in `figures.json`, and fails where one is lower than
kept; `ARGS=--write` keeps what was found, `ARGS="--only dates"` counts one subject and shows each case that is wrong.
The tests keep what has to hold in every case; scores are for what can only be right most of the time.
"""
