"""Which social platform a link leads to, by its host. Pure."""

from urllib.parse import urlsplit

PLATFORMS = {
    "facebook.com": "Facebook",
    "fb.com": "Facebook",
    "fb.watch": "Facebook",
    "instagram.com": "Instagram",
    "tiktok.com": "TikTok",
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "youtube-nocookie.com": "YouTube",
    "x.com": "X",
    "twitter.com": "X",
    "t.co": "X",
    "linkedin.com": "LinkedIn",
    "lnkd.in": "LinkedIn",
    "threads.net": "Threads",
    "threads.com": "Threads",
}


def platform_of(link: str) -> str:
    """The platform's name; for any other page its host."""
    try:
        host = (urlsplit(link).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    parts = host.split(".")
    # m.facebook.com is Facebook, facebook.com.example.org is not.
    return next((PLATFORMS[end] for start in range(len(parts)) if (end := ".".join(parts[start:])) in PLATFORMS), host)
