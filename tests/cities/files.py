"""Files for the register as the tests need them, in the shape of the official ones."""

import io

HEADER = "WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA"
VOIVODESHIPS = {"02": "DOLNOŚLĄSKIE", "10": "ŁÓDZKIE", "26": "ŚWIĘTOKRZYSKIE", "30": "WIELKOPOLSKIE"}
DAY = "2026-01-01"


def terc(*towns: tuple[str, str], day: str = DAY, end: str = "\r\n") -> bytes:
    """A TERC file with the voivodeships, a district, a rural gmina, and these towns by their codes of seven digits."""
    lines = [HEADER]
    lines += [f"{code};;;;{name};województwo;{day}" for code, name in VOIVODESHIPS.items()]
    lines += [f"02;01;;;bolesławiecki;powiat;{day}", f"02;01;02;2;Bolesławiec;gmina wiejska;{day}"]
    lines += [f"{code[:2]};{code[2:4]};{code[4:6]};{code[6]};{name};miasto;{day}" for code, name in towns]
    return ("\ufeff" + end.join(lines) + end).encode()


def figures(*rows: tuple[str, object], separator: str = ",") -> bytes:
    return "\n".join([f"teryt{separator}population", *(f"{code}{separator}{count}" for code, count in rows)]).encode()


def upload(raw: bytes, name: str = "plik.csv", **fields: str) -> dict[str, object]:
    """What the browser sends with a file."""
    return {"file": (io.BytesIO(raw), name), **fields}
