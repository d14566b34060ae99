#!/usr/bin/env python3
"""Writes the course results of the demo consortium: invented people, courses and grades.

Deterministic: the same script gives the same bytes with any Python 3.9 or newer, because it draws from its own
generator. Run it in this folder; `generate.py --check` compares instead of writing and exits 1 on a difference.
"""

import pathlib
import sys

HEADER = "learner,email,name,course,title,credits,term,grade,date,programme,programme_title"


class Draw:
    """SplitMix64 (Steele, Lea and Flood 2014)."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        return z ^ (z >> 31)

    def below(self, n):
        return self.next() % n

    def one(self, items):
        return items[self.below(len(items))]

    def some(self, items, count):
        rest = list(items)
        return [rest.pop(self.below(len(rest))) for _ in range(min(count, len(rest)))]


# Names with the plain letters used in e-mail addresses. Given and family names are combined at random; a few people
# whose names are written in other scripts stand in full.
GIVEN = [
    ("Amara", "a"), ("Åsa", "a"), ("Benoît", "b"), ("Björn", "b"), ("Chloé", "c"), ("Dimitri", "d"), ("Elif", "e"),
    ("Émile", "e"), ("Farah", "f"), ("Fionnuala", "f"), ("Grace", "g"), ("Güneş", "g"), ("Hana", "h"), ("Iñaki", "i"),
    ("Isla", "i"), ("Jabari", "j"), ("Jürgen", "j"), ("Kavya", "k"), ("Kwame", "k"), ("Łucja", "l"), ("Mateo", "m"),
    ("Mei", "m"), ("Nadia", "n"), ("Noa", "n"), ("Ólafur", "o"), ("Omar", "o"), ("Priya", "p"), ("Quentin", "q"),
    ("Rana", "r"), ("Renée", "r"), ("Søren", "s"), ("Sofía", "s"), ("Tadeusz", "t"), ("Thảo", "t"), ("Uma", "u"),
    ("Valentín", "v"), ("Wanjiru", "w"), ("Ximena", "x"), ("Yusuf", "y"), ("Zoë", "z"),
]
FAMILY = [
    ("Abebe", "abebe"), ("Álvarez", "alvarez"), ("Bianchi", "bianchi"), ("Brânză", "branza"), ("Castro", "castro"),
    ("Dąbrowska", "dabrowska"), ("Diallo", "diallo"), ("Eriksson", "eriksson"), ("Fernández", "fernandez"),
    ("García Luz", "garcialuz"), ("Haddad", "haddad"), ("Hernández", "hernandez"), ("Ibrahim", "ibrahim"),
    ("Jansen", "jansen"), ("Jónsdóttir", "jonsdottir"), ("Kaya", "kaya"), ("Kovács", "kovacs"), ("Lindqvist", "lindqvist"),
    ("MacLeod", "macleod"), ("Müller", "mueller"), ("Ngata", "ngata"), ("Nguyễn", "nguyen"), ("Novák", "novak"),
    ("O’Brien", "obrien"), ("Okafor", "okafor"), ("Ødegård", "odegard"), ("Patel", "patel"), ("Peña", "pena"),
    ("Quispe", "quispe"), ("Rossi", "rossi"), ("Şahin", "sahin"), ("Silva", "silva"), ("Smith", "smith"),
    ("Tanaka", "tanaka"), ("Tō", "to"), ("Ude", "ude"), ("Vânătoru", "vanatoru"), ("Walker", "walker"),
    ("Yılmaz", "yilmaz"), ("Zhou", "zhou"),
]
IN_FULL = [
    ("王小明", "xwang"), ("Олена Коваль", "okoval"), ("محمد الأمين", "malamin"), ("さくら 田中", "stanaka"), ("김하은", "hkim"),
    ("नेहा शर्मा", "nsharma"), ("Νίκος Παππάς", "npappas"), ("נועה לוי", "nlevi"), ("সুমন রায়", "sroy"), ("Anna-Lena “Lenny” Voß", "avoss"),
]

# Code, title, credits, scale. The scales: L letters, P pass or no pass, % percent.
PROGRAMMES = {
    ("BIO", "Biology"): [
        ("BIO101", "Cells", "4", "L"), ("BIO105", "Lab Methods", "1.5", "P"), ("BIO110", "Genetics", "4", "L"),
        ("BIO201", "Ecology", "3", "L"), ("BIO210", "Zoology", "3", "L"), ("BIO220", "Botany", "3", "L"),
        ("BIO301", "Evolution", "3", "L"), ("BIO310", "Microbiology", "4", "L"), ("BIO320", "Field Work", "2", "P"),
        ("BIO330", "Statistics for Life Sciences", "3", "%"),
    ],
    ("CS", "Computing"): [
        ("CS101", "Programming I", "4", "L"), ("CS102", "Programming II", "4", "L"), ("CS110", "Logic", "3", "%"),
        ("CS201", "Algorithms", "4", "L"), ("CS210", "Databases", "3", "L"), ("CS220", "Networks", "3", "L"),
        ("CS230", "Operating Systems", "4", "L"), ("CS301", "Compilers", "3", "L"), ("CS310", "Cryptography", "3", "%"),
        ("CS390", "Project, Part 1", "6", "P"),
    ],
    ("HIS", "History"): [
        ("HIS101", "Reading Sources", "3", "L"), ("HIS110", "Antiquity", "3", "L"), ("HIS120", "The Middle Ages", "3", "L"),
        ("HIS130", "1500 to 1800", "3", "L"), ("HIS201", "Migration", "3", "L"), ("HIS210", "Palæography", "2", "P"),
        ("HIS220", "Oral History", "2", "P"), ("HIS230", "Cities", "3", "L"), ("HIS301", "Archives", "3", "L"),
        ("HIS310", "“The People” in Print", "3", "L"),
    ],
    ("NUR", "Nursing"): [
        ("NUR101", "Anatomy", "4", "%"), ("NUR110", "Pharmacology", "4", "%"), ("NUR120", "Care I", "3", "L"),
        ("NUR121", "Care II", "3", "L"), ("NUR201", "Ethics", "2", "L"), ("NUR210", "Mental Health", "3", "L"),
        ("NUR220", "Paediatrics", "3", "L"), ("NUR230", "Ward Practice", "5", "P"), ("NUR301", "Public Health", "3", "L"),
        ("NUR310", "First Aid", "0.5", "P"),
    ],
}
LETTERS = ["A+", "A", "A", "A-", "A-", "B+", "B+", "B", "B", "B", "B-", "C+", "C", "C", "C-", "D+", "D", "D-", "F"]
TERMS = [("2026-FA", "2026-12-"), ("2027-SP", "2027-05-")]


def grade(draw, scale):
    lot = draw.below(100)
    if lot < 2:
        return "W"
    if lot < 3:
        return "I"
    if scale == "P":
        return "NP" if lot < 8 else "P"
    if scale == "%":
        value = 38 + draw.below(32) + draw.below(31)
        return f"{value}.5" if lot > 92 and value < 100 else str(value)
    return draw.one(LETTERS)


def people(draw, count, prefix, domain):
    """`count` learners: number, address, name, programme."""
    taken = set()
    everyone = []
    full = draw.some(IN_FULL, max(1, count // 20))
    while len(everyone) < count:
        if full:
            name, handle = full.pop()
        else:
            given, family = draw.one(GIVEN), draw.one(FAMILY)
            name, handle = f"{given[0]} {family[0]}", given[1] + family[1]
        unique = handle
        while unique in taken:
            unique = handle + str(2 + draw.below(98))
        taken.add(unique)
        number = f"{prefix}{1001 + len(everyone)}"
        everyone.append((number, f"{unique}@{domain}", name, draw.one(list(PROGRAMMES))))
    return everyone


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n') else text


def term_rows(draw, learners, term, passed):
    """Results of one term; `passed` remembers by learner which courses are done."""
    name, month = term
    first_day = 14 if month.endswith("12-") else 17
    for number, email, learner, programme in learners:
        done = passed.setdefault(number, set())
        own = [(programme, c) for c in PROGRAMMES[programme] if c[0] not in done]
        other = draw.one([p for p in PROGRAMMES if p != programme])
        elective = [(other, c) for c in PROGRAMMES[other] if c[0] not in done]
        chosen = draw.some(own, 3 + draw.below(2)) + draw.some(elective, draw.below(2))
        for (code, title), course in chosen:
            mark = grade(draw, course[3])
            if mark not in ("F", "NP", "W", "I"):
                done.add(course[0])
            day = month + str(first_day + draw.below(5))
            fields = [number, email, learner, course[0], course[1], course[2], name, mark, day, code, title]
            yield ",".join(quoted(field) for field in fields)


def files():
    draw = Draw(20260901)
    state = people(draw, 204, "S", "state.example")
    passed = {}
    # Some leave after the first term and some come in the second.
    yield "autumn-2026.csv", term_rows(draw, state[:190], TERMS[0], passed)
    yield "spring-2027.csv", term_rows(draw, state[8:], TERMS[1], passed)
    for name, prefix in [("lakeside", "L"), ("prairie", "P"), ("riverton", "R")]:
        learners = people(draw, 20, prefix, f"{name}.example")
        yield f"{name}-autumn-2026.csv", term_rows(draw, learners, TERMS[0], {})


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit("usage: generate.py [--check]")
    folder = pathlib.Path(__file__).resolve().parent
    different = []
    for name, rows in files():
        content = "".join(line + "\n" for line in [HEADER, *rows]).encode()
        if not check:
            (folder / name).write_bytes(content)
        elif not (folder / name).is_file() or (folder / name).read_bytes() != content:
            different.append(name)
    if different:
        sys.exit("differs from what generate.py writes: " + ", ".join(different))


if __name__ == "__main__":
    main()
