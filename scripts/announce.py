"""Says where to go and as whom, once the server that is starting answers. Its argument is the server's process id."""

import http.client
import signal
import sys
import time
from urllib.parse import urlsplit

from config import Config
from scripts import steps
from scripts.run import FLASK
from scripts.serve import end_with
from scripts.steps import say

SECONDS_TO_START = 60
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - recognised here, bound only if chosen


def main() -> int:
    # Ctrl-C is for the server, which ends this process too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(int(sys.argv[1]))
    announce(Config.from_env())
    return 0


def announce(config: Config) -> None:
    """Wait for an answer, for a minute at most, and print the accounts of the example and the address."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not answers(config):
        if time.monotonic() > deadline:
            say(f"The server has not answered within {SECONDS_TO_START} seconds; look at the messages above.")
            return
        time.sleep(0.2)
    accounts = example_accounts() if config.is_local else ""
    say(f"\n{accounts.rstrip()}\n\nReady: {config.public_url}   (Ctrl-C stops it, `make reset` starts over)\n")


def example_accounts() -> str:
    try:
        return steps.run([*FLASK, "accounts"], "The example accounts could not be listed.")
    except steps.Failed as problem:
        return str(problem)


def answers(config: Config) -> bool:
    connection = http.client.HTTPConnection(EVERYWHERE.get(config.host, config.host), config.port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Host": urlsplit(config.public_url).netloc})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


if __name__ == "__main__":
    sys.exit(main())
