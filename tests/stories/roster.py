"""Those who are written to: Nina Minister and critics, and the members of a House with its ridings."""

from campaign.targets.models import HOUSE_OF_COMMONS, Target

# Those written to, in order; who asks for more than there are gets "Critic6 Member" and so on.
PEOPLE = (
    ("Nina", "Minister", "Liberal"),
    ("Carl", "Critic", "Conservative"),
    ("Élise", "Porte-Parole", "Bloc Québécois"),
    ("Petra", "Portavoz", "NDP"),
    ("Gwen", "Green", "Green Party"),
)


def target(number: int = 1) -> Target:
    """The person of that number, from 1; the same number is the same person."""
    known = number <= len(PEOPLE)
    first, last, party = PEOPLE[number - 1] if known else (f"Critic{number}", "Member", "Independent")
    return Target.objects.get_or_create(
        source="story",
        source_id=str(number),
        defaults={
            "name": f"{first} {last}",
            "first_name": first,
            "last_name": last,
            "email": f"target{number}@mail.example",
            "party": party,
            "riding": f"Riding {number}",
        },
    )[0]


def members(number: int, party: str = "NDP", province: str = "Ontario") -> list[Target]:
    """So many who sit in the House with this party, from this province: "Member01 Ndp" and so on, in the order of their names."""
    known = Target.objects.filter(source=HOUSE_OF_COMMONS).count()
    return Target.objects.bulk_create(
        Target(
            source_id=f"m{n}",
            name=f"Member{n:03} {party.title()}",
            first_name=f"Member{n:03}",
            last_name=party.title(),
            email=f"member{n}@mail.example",
            party=party,
            province=province,
            riding=f"Riding {n}",
        )
        for n in range(known + 1, known + 1 + number)
    )


def sitting(riding_code: str, name: str, email: str | None = None, party: str = "NDP") -> Target:
    """Who sits for a riding; the address is made of the name unless one is given, "" for none."""
    first, _, last = name.partition(" ")
    return Target.objects.create(
        source_id=f"r{riding_code}",
        name=name,
        first_name=first,
        last_name=last,
        email=f"{last.lower()}@mail.example" if email is None else email,
        party=party,
        riding=f"Riding {riding_code}",
        riding_code=riding_code,
    )


# By code: Laurier—Sainte-Marie and Ville-Marie—Le Sud-Ouest—Île-des-Sœurs (Montréal), Ottawa Centre, Terrebonne.
LAURIER, VILLE_MARIE, OTTAWA_CENTRE, TERREBONNE = "24037", "24077", "35079", "24073"
